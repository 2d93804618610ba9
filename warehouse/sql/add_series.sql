-- The series that a stage brings, with their codes by dimension.
INSERT INTO vintages.series (series_id, dataset_id, dimension_set_id, series_key, dimensions)
SELECT series_id, %(dataset_id)s, %(dimension_set_id)s, series_key,
       jsonb_object(%(dimensions)s::text[], string_to_array(series_key, '.'))
  FROM stage.series
 WHERE stage_id = %(stage_id)s
 ORDER BY series_id
