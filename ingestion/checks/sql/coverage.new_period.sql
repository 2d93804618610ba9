-- Share of the countries that have no number in the newest period that is new.
WITH newest AS (
  SELECT period_id, time_period FROM staged, facts
   WHERE change_kind = 'first_published' AND after_value IS NOT NULL AND NOT facts.first
   ORDER BY last_day DESC NULLS LAST LIMIT 1)
SELECT 1 - count(DISTINCT code)::float8 / nullif((SELECT count(DISTINCT code) FROM member WHERE dimension = 'geo'), 0) AS observed,
       format('%s countries have a number in %s', count(DISTINCT code), min(time_period)) AS said
  FROM newest JOIN staged USING (period_id, time_period) JOIN member USING (series_id)
 WHERE dimension = 'geo' AND after_value IS NOT NULL
HAVING count(*) > 0
