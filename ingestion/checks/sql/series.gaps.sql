-- Share of the cells before whose number is gone from the middle of a series.
SELECT count(moved)::float8 / nullif(min(observations_before), 0) AS observed,
       format('%s numbers are gone from the middle of their series', count(moved)) AS said
  FROM facts
  LEFT JOIN moved
    ON before_value IS NOT NULL AND after_value IS NULL
   AND EXISTS (SELECT FROM after WHERE after.series_id = moved.series_id AND after.period_id > moved.period_id AND obs_value IS NOT NULL)
   AND EXISTS (SELECT FROM after WHERE after.series_id = moved.series_id AND after.period_id < moved.period_id AND obs_value IS NOT NULL)
