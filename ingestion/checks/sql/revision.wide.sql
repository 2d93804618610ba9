-- Share of the cells before that moved far beyond what is usual at their age (figures of at least 20). Those of
-- series that were on both sides of zero are measured by what the figures of their series come to.
WITH suspected AS MATERIALIZED (
  SELECT series_id, period_id, abs(change) AS change
    FROM revised
   WHERE weight >= 20 AND after_value <> 0
     AND coalesce(abs(growth) > 4 * sqrt(usual_size ^ 2 + 1 / weight), true)),
level AS MATERIALIZED (
  SELECT series_id, avg(abs(obs_value)) AS level
    FROM before WHERE series_id IN (SELECT series_id FROM suspected)
   GROUP BY series_id HAVING min(obs_value) < 0 AND max(obs_value) > 0),
balance AS MATERIALIZED (
  SELECT series_id, period_id, (change / level)::float8 AS size FROM suspected JOIN level USING (series_id))
SELECT CASE WHEN count(*) < 30 THEN 0 ELSE count(*)::float8 / nullif((SELECT observations_before FROM facts), 0) END AS observed,
       format('%s figures moved more than four times as far as usual at their age', count(*)) AS said
  FROM revised LEFT JOIN balance USING (series_id, period_id)
 WHERE weight >= 20 AND NOT (young AND abs(after_value) > abs(before_value))
   AND coalesce(coalesce(size, abs(growth)) > 4 * sqrt(usual_size ^ 2 + 1 / weight), true)
