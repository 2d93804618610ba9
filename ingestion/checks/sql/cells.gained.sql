-- Cells that came to periods which had ended a year before the release before, as a share of its cells.
WITH came AS MATERIALIZED (
  SELECT series_id, last_day FROM staged
   WHERE (SELECT NOT first FROM facts) AND change_kind IN ('first_published', 'reappeared'))
SELECT count(came.series_id)::float8 / nullif(min(observations_before), 0) AS observed,
       format('%s cells are new in periods of before, which had %s', count(came.series_id), min(observations_before)) AS said
  FROM facts
  LEFT JOIN came ON last_day < released_before::date - 366
