-- Share of the countries with a number in a period that have none left there; the worst period. The
-- Union and the euro area are no countries.
WITH aggregate AS MATERIALIZED (
  SELECT total AS code FROM additivity WHERE check_id = 'aggregate.members' UNION VALUES ('EU'), ('EA')),
lost AS MATERIALIZED (
  SELECT period_id, time_period, code
    FROM moved JOIN member USING (series_id)
   WHERE dimension = 'geo' AND before_value IS NOT NULL AND after_value IS NULL
     AND code NOT IN (SELECT aggregate.code FROM aggregate)
   GROUP BY period_id, time_period, code),
worst AS MATERIALIZED (
  SELECT period_id, time_period FROM lost
   GROUP BY period_id, time_period HAVING count(*) > 1
   ORDER BY count(*) DESC, period_id DESC LIMIT 1),
held AS (
  SELECT worst.time_period, dimensions->>'geo' AS code,
         bool_or(moved.series_id IS NULL OR moved.after_value IS NOT NULL) AS reports
    FROM worst CROSS JOIN everyone
   CROSS JOIN LATERAL (
         SELECT series_id FROM before
          WHERE before.series_id = everyone.series_id AND before.period_id = worst.period_id
            AND obs_value IS NOT NULL LIMIT 1) AS cell
    LEFT JOIN moved ON moved.series_id = cell.series_id AND moved.period_id = worst.period_id
   WHERE dimensions->>'geo' NOT IN (SELECT aggregate.code FROM aggregate)
   GROUP BY worst.time_period, dimensions->>'geo')
SELECT coalesce(count(*) FILTER (WHERE NOT reports)::float8 / nullif(count(*), 0), 0) AS observed,
       CASE WHEN count(*) > 0 THEN
         format('in %s, %s of %s countries have no number any more: %s', min(time_period),
                count(*) FILTER (WHERE NOT reports), count(*),
                string_agg(code, ', ' ORDER BY code) FILTER (WHERE NOT reports)) END AS said
  FROM held
