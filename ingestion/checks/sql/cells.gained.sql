-- Cells that came to periods which had ended a year before the release before, as a share of its cells.
WITH came AS MATERIALIZED (
  SELECT coalesce(sum(cells), 0) AS cells
    FROM facts JOIN seen ON last_day < released_before::date - 366
   WHERE NOT first AND change_kind IN ('first_published', 'reappeared'))
SELECT cells::float8 / nullif(observations_before, 0) AS observed,
       format('%s cells are new in periods of before, which had %s', cells, observations_before) AS said
  FROM facts, came
