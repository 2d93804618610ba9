-- Share of the cells before that turned from zero to missing or back: these two are never the same.
SELECT CASE WHEN count(moved.series_id) < 10 THEN 0 ELSE count(moved.series_id)::float8 / nullif(min(observations_before), 0) END AS observed,
       format('%s cells turned from 0 to missing, %s from missing to 0',
              count(*) FILTER (WHERE before_value = 0), count(*) FILTER (WHERE after_value = 0)) AS said
  FROM facts
  LEFT JOIN moved ON before_value = 0 AND after = ':' OR before = ':' AND after_value = 0
