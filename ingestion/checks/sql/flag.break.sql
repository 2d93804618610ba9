-- Figures of before that are flagged as a break in their series now, by country.
WITH broken AS MATERIALIZED (
  SELECT series_id, period_id, time_period FROM moved
   WHERE before_value IS NOT NULL AND after_value IS NOT NULL
     AND after_flags IS DISTINCT FROM before_flags AND after_flags ~ '^[a-z]*b' AND coalesce(before_flags, '') !~ '^[a-z]*b')
SELECT 'geo=' || geo AS member,
       format('%s: %s in %s, such as %s', coalesce('geo=' || geo, 'no country'),
              CASE count(*) WHEN 1 THEN '1 figure' ELSE count(*) || ' figures' END,
              CASE WHEN min(period_id) = max(period_id) THEN min(time_period)
                   ELSE (array_agg(time_period ORDER BY period_id))[1] || ' to '
                        || (array_agg(time_period ORDER BY period_id DESC))[1] END,
              min(series_key)) AS said
  FROM broken JOIN series USING (series_id)
 GROUP BY geo
 ORDER BY count(*) DESC, geo
