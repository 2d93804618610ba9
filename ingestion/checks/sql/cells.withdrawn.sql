-- Share of the cells before whose number became missing.
SELECT count(moved.series_id)::float8 / nullif(min(observations_before), 0) AS observed,
       format('%s of %s cells had a number and have none now', count(moved.series_id), min(observations_before)) AS said
  FROM facts LEFT JOIN moved ON change_kind = 'withdrawn'
