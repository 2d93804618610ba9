-- Figures of at least 20 (units of their last digit) that moved further than the limit allows in units
-- of what is usual at their age, the chance of a small number added. Of a series that was on both sides of zero,
-- as the rest of two larger ones is, what is usual is a share of what its figures come to.
WITH suspected AS MATERIALIZED (
  SELECT series_id, period_id, abs(change) AS change
    FROM revised
   WHERE weight >= 20 AND after_value <> 0
     AND coalesce(abs(growth) > (SELECT "limit" FROM rule WHERE check_id = 'revision.size') * sqrt(usual_size ^ 2 + 1 / weight), true)),
level AS MATERIALIZED (
  SELECT series_id, avg(abs(obs_value)) AS level
    FROM before WHERE series_id IN (SELECT series_id FROM suspected)
   GROUP BY series_id HAVING min(obs_value) < 0 AND max(obs_value) > 0),
balance AS MATERIALIZED (
  SELECT series_id, period_id, (change / level)::float8 AS size FROM suspected JOIN level USING (series_id))
SELECT 'geo=' || geo AS member,
       format('%s, %s: %s to %s (%s, usual %s%%)', series_key, time_period, before, after,
              CASE WHEN after_value = 0 THEN 'nothing is left'
                   WHEN sign(before_value) <> sign(after_value) THEN 'the sign changed'
                   ELSE to_char(100 * (after_value / before_value - 1), 'FMSG999990.0') || '%' END,
              round((100 * usual_size)::numeric, 1)) AS said,
       series_key, time_period, before, after, usual_size
  FROM revised JOIN series USING (series_id) LEFT JOIN balance USING (series_id, period_id)
 WHERE weight >= 20
   AND coalesce(coalesce(size, abs(growth)) > (SELECT "limit" FROM rule WHERE check_id = 'revision.size')
                                              * sqrt(usual_size ^ 2 + 1 / weight), true)
 ORDER BY coalesce(size, abs(growth)) / sqrt(usual_size ^ 2 + 1 / weight) DESC NULLS FIRST, abs(change) DESC
