-- Share of the cells before whose number is gone from the middle of a series. The numbers of a series now are
-- those of before that are not lost, and those that it gained.
WITH torn AS MATERIALIZED (
  SELECT series_id, array_agg(period_id) AS lost
    FROM moved WHERE before_value IS NOT NULL AND after_value IS NULL
   GROUP BY series_id),
ends AS MATERIALIZED (
  SELECT lost, earliest, latest
    FROM torn
   CROSS JOIN LATERAL (
         SELECT min(period_id) AS earliest, max(period_id) AS latest
           FROM (SELECT period_id FROM before
                  WHERE before.series_id = torn.series_id AND obs_value IS NOT NULL AND period_id <> ALL (lost)
                  UNION ALL
                 SELECT period_id FROM staged
                  WHERE staged.series_id = torn.series_id AND before_value IS NULL AND after_value IS NOT NULL) AS numbers) AS held)
SELECT gaps::float8 / nullif(observations_before, 0) AS observed,
       format('%s numbers are gone from the middle of their series', gaps) AS said
  FROM facts,
       (SELECT count(*) AS gaps FROM ends CROSS JOIN unnest(lost) AS period_id
         WHERE period_id BETWEEN earliest AND latest) AS counted
