-- Share of all cells whose flags changed while a number stayed there, whether or not the number moved.
SELECT count(moved.series_id)::float8 / nullif(min(observations_before), 0) AS observed,
       format('%s of %s cells have other flags, %s of them the same value%s', count(moved.series_id), min(observations_before),
              count(*) FILTER (WHERE change_kind = 'status_changed'),
              ', most often ' || mode() WITHIN GROUP (ORDER BY format('%s instead of %s', coalesce(after_flags, 'none'), coalesce(before_flags, 'none')))
                                 FILTER (WHERE moved.series_id IS NOT NULL)) AS said
  FROM facts
  LEFT JOIN moved ON change_kind IN ('status_changed', 'revised') AND before_flags IS DISTINCT FROM after_flags
