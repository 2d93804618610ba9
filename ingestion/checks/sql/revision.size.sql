-- Figures that moved further than the limit allows in units of what is usual at their age, the chance of a small number
-- added. Below 20 (units of their last digit), where zero counts as one, they are told by that alone: none becomes 150. Of
-- a series that was on both sides of zero, as the rest of two larger ones is, what is usual is a share of what its
-- figures come to.
WITH measured AS NOT MATERIALIZED (
  SELECT *, sqrt(usual_size ^ 2 + 1 / greatest(weight, 1)) AS room,
         coalesce(abs(growth),
                  CASE WHEN weight < 20 THEN ln(1 + quality.weight(change) / greatest(weight, 1)) END) AS moved_by
    FROM revised),
suspected AS MATERIALIZED (
  SELECT series_id, period_id, abs(change) AS change
    FROM measured
   WHERE after_value <> 0 AND coalesce(moved_by > (SELECT "limit" FROM rule WHERE check_id = 'revision.size') * room, true)),
level AS MATERIALIZED (
  SELECT series_id, avg(abs(obs_value)) AS level
    FROM before WHERE series_id IN (SELECT series_id FROM suspected)
   GROUP BY series_id HAVING min(obs_value) < 0 AND max(obs_value) > 0),
balance AS MATERIALIZED (
  SELECT series_id, period_id, (change / level)::float8 AS size FROM suspected JOIN level USING (series_id))
SELECT 'geo=' || geo AS member,
       format('%s, %s: %s to %s (%s, usual %s%%)', series_key, time_period, before, after,
              CASE WHEN before_value = 0 THEN 'none before'
                   WHEN after_value = 0 THEN 'nothing is left'
                   WHEN sign(before_value) <> sign(after_value) THEN 'the sign changed'
                   ELSE to_char(100 * (after_value / before_value - 1), 'FMSG999999999999990.0') || '%' END,
              round((100 * usual_size)::numeric, 1)) AS said,
       series_key, time_period, before, after, usual_size
  FROM measured JOIN series USING (series_id) LEFT JOIN balance USING (series_id, period_id)
 WHERE coalesce(coalesce(size, moved_by) > (SELECT "limit" FROM rule WHERE check_id = 'revision.size') * room, true)
 ORDER BY coalesce(size, moved_by) / room DESC NULLS FIRST, abs(change) DESC
