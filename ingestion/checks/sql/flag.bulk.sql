-- Share of all cells of which only the flags changed.
SELECT status_changed::float8 / nullif(observations_before, 0) AS observed,
       format('%s of %s cells have other flags and the same value%s', status_changed, observations_before,
              (SELECT format(', most often %s instead of %s', coalesce(after_flags, 'none'), coalesce(before_flags, 'none'))
                 FROM moved WHERE change_kind = 'status_changed'
                GROUP BY after_flags, before_flags ORDER BY count(*) DESC LIMIT 1)) AS said
  FROM facts
