-- Share of the countries that have no number in the newest period that is new; NULL where none is.
WITH newest AS MATERIALIZED (
  SELECT period_id, time_period FROM seen
   WHERE (SELECT NOT first FROM facts) AND change_kind = 'first_published' AND numbers > 0
     AND last_day > coalesce((SELECT max(last_day) FROM moved WHERE before_value IS NOT NULL), '-infinity')
   ORDER BY last_day DESC LIMIT 1),
country AS (  -- the Union and the euro area are none
  SELECT code FROM (SELECT DISTINCT dimensions->>'geo' AS code FROM everyone WHERE EXISTS (SELECT FROM newest)) AS place
   WHERE code NOT IN ('EU', 'EA') AND code NOT IN (SELECT total FROM additivity WHERE check_id = 'aggregate.members')),
reports AS (
  SELECT DISTINCT geo AS code FROM series
   WHERE geo IS NOT NULL
     AND series_id IN (SELECT series_id FROM staged
                        WHERE period_id = (SELECT period_id FROM newest) AND after_value IS NOT NULL))
SELECT 1 - reporting::float8 / nullif(countries, 0) AS observed,
       (SELECT format('%s of %s countries have a number in %s', reporting, countries, time_period) FROM newest) AS said
  FROM (SELECT count(reports.code) AS reporting, count(*) AS countries FROM country LEFT JOIN reports USING (code)) AS counted
