-- European totals that are not the sum of their members, where every member has a number.
SELECT format('%s, %s, %s: %s is not %s', name, rest, time_period, total, parts) AS said
  FROM summed WHERE check_id = 'aggregate.members' AND abs(total - parts) > tolerance
 ORDER BY abs(total - parts) DESC
