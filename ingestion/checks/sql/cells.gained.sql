-- Cells that came to periods which had ended a year before the release before, as a share of its cells.
SELECT count(staged.series_id)::float8 / nullif(min(observations_before), 0) AS observed,
       format('%s cells are new in periods of before, which had %s', count(staged.series_id), min(observations_before)) AS said
  FROM facts
  LEFT JOIN staged ON change_kind IN ('first_published', 'reappeared') AND NOT first
   AND last_day < released_before::date - 366
