-- Totals that are not the sum of their parts, as the dataset's file declares them.
SELECT format('%s, %s, %s: %s is not %s', name, rest, time_period, total, parts) AS said
  FROM summed WHERE check_id = 'additivity.parts' AND abs(total - parts) > tolerance
 ORDER BY abs(total - parts) DESC
