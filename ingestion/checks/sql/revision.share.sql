-- Share of the cells before that were revised; twice what this dataset ever had is allowed.
SELECT revised::float8 / nullif(observations_before, 0) AS observed,
       usual.most * 2 AS allowed,
       format('%s of %s cells were revised%s', revised, observations_before,
              coalesce(format(', usually up to %s%%', round((100 * usual.most)::numeric, 1)), '')) AS said
  FROM facts, (SELECT max(revised_share) AS most FROM past) AS usual
