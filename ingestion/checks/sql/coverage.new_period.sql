-- Share of the countries that have no number in the newest period that is new; NULL where none is.
WITH newest AS MATERIALIZED (
  SELECT period_id, time_period FROM staged
   WHERE (SELECT NOT first FROM facts) AND change_kind = 'first_published' AND after_value IS NOT NULL
     AND last_day > coalesce((SELECT max(last_day) FROM moved WHERE before_value IS NOT NULL), '-infinity')
   ORDER BY last_day DESC LIMIT 1)
SELECT 1 - count(DISTINCT code)::float8 / nullif((SELECT count(DISTINCT dimensions->>'geo') FROM everyone), 0) AS observed,
       format('%s countries have a number in %s', count(DISTINCT code), min(time_period)) AS said
  FROM newest JOIN staged USING (period_id, time_period) JOIN member USING (series_id)
 WHERE dimension = 'geo' AND after_value IS NOT NULL
