-- Share of the cells before whose number is gone from the middle of a series.
WITH lost AS MATERIALIZED (
  SELECT series_id, period_id FROM moved WHERE before_value IS NOT NULL AND after_value IS NULL),
ends AS MATERIALIZED (
  SELECT torn.series_id, held.*
    FROM (SELECT DISTINCT series_id FROM lost) AS torn
   CROSS JOIN LATERAL (
         SELECT min(period_id) AS earliest, max(period_id) AS latest
           FROM after WHERE after.series_id = torn.series_id AND obs_value IS NOT NULL) AS held)
SELECT gaps::float8 / nullif(observations_before, 0) AS observed,
       format('%s numbers are gone from the middle of their series', gaps) AS said
  FROM facts,
       (SELECT count(*) AS gaps FROM lost JOIN ends USING (series_id)
         WHERE period_id BETWEEN earliest AND latest) AS counted
