-- Share of the countries that have no number in the newest period that is new; NULL where none is.
WITH newest AS MATERIALIZED (
  SELECT period_id, time_period FROM staged
   WHERE (SELECT NOT first FROM facts) AND change_kind = 'first_published' AND after_value IS NOT NULL
     AND last_day > coalesce((SELECT max(last_day) FROM moved WHERE before_value IS NOT NULL), '-infinity')
   ORDER BY last_day DESC LIMIT 1),
country AS (  -- the Union and the euro area are none
  SELECT DISTINCT dimensions->>'geo' AS code FROM everyone
   WHERE EXISTS (SELECT FROM newest) AND dimensions->>'geo' NOT IN ('EU', 'EA')
     AND dimensions->>'geo' NOT IN (SELECT total FROM additivity WHERE check_id = 'aggregate.members')),
reports AS (
  SELECT DISTINCT code
    FROM newest JOIN staged USING (period_id, time_period) JOIN member USING (series_id)
   WHERE dimension = 'geo' AND after_value IS NOT NULL)
SELECT 1 - reporting::float8 / nullif(countries, 0) AS observed,
       (SELECT format('%s of %s countries have a number in %s', reporting, countries, time_period) FROM newest) AS said
  FROM (SELECT count(reports.code) AS reporting, count(*) AS countries FROM country LEFT JOIN reports USING (code)) AS counted
