-- Cells that a release changed leave the strips that they came in: each version of theirs stands alone from now on.
WITH changed AS MATERIALIZED (
  SELECT change.series_id, change.period_id, strip.period_set_id, strip.released, strip.plain, held.place,
         split_part(strip.cells, E'\t', held.place) AS cell
    FROM {changes} AS change
    JOIN vintages.strip USING (series_id)
    JOIN (SELECT period_set_id, each.period_id, each.place::integer AS place
            FROM vintages.period_set CROSS JOIN unnest(periods) WITH ORDINALITY AS each (period_id, place)) AS held
      USING (period_set_id, period_id)
   WHERE leg = 1 AND change_kind <> 'first_published' AND strip.dataset_id = %(dataset_id)s AND strip.period_set_id < 0
     AND split_part(strip.cells, E'\t', held.place) <> ''
     AND (strip.lone_places IS NULL OR held.place <> ALL (strip.lone_places))
), noted AS (
  UPDATE vintages.strip
     SET lone_places = lone_places || places
    FROM (SELECT series_id, period_set_id, released, array_agg(place) AS places
            FROM changed GROUP BY series_id, period_set_id, released) AS left_by
   WHERE strip.dataset_id = %(dataset_id)s AND strip.series_id = left_by.series_id
     AND strip.period_set_id = left_by.period_set_id AND strip.released = left_by.released
)
INSERT INTO vintages.strip (series_id, period_set_id, released, replaced, dataset_id, plain, cells)
SELECT series_id, period_id, released, vintages.moment(%(released_at)s), %(dataset_id)s, plain, cell
  FROM changed
