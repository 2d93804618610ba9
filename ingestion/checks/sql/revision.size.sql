-- Figures of at least 20 (units of their last digit) that moved further than the limit allows in units
-- of what is usual at their age, the chance of a small number added.
SELECT 'geo=' || geo AS member,
       format('%s, %s: %s to %s (%s, usual %s%%)', series_key, time_period, before, after,
              CASE WHEN after_value = 0 THEN 'nothing is left'
                   WHEN sign(before_value) <> sign(after_value) THEN 'the sign changed'
                   ELSE to_char(100 * (after_value / before_value - 1), 'FMSG999990.0') || '%' END,
              round((100 * usual_size)::numeric, 1)) AS said,
       series_key, time_period, before, after, usual_size
  FROM revised JOIN series USING (series_id)
 WHERE weight >= 20
   AND (growth IS NULL OR abs(growth) > (SELECT "limit" FROM rule WHERE check_id = 'revision.size')
                                        * sqrt(usual_size ^ 2 + 1 / weight))
 ORDER BY abs(growth) / sqrt(usual_size ^ 2 + 1 / weight) DESC NULLS FIRST, abs(change) DESC
