-- The releases held, by dataset and publication time.
SELECT dataset_code, dataset_id, released_at, recorded_at, outcome, release_key, content_hash, dimensions, layout,
       observations, accepted_by, accepted_because
  FROM vintages.release
  JOIN vintages.dataset USING (dataset_id)
  JOIN vintages.dimension_set USING (dataset_id, dimension_set_id)
 WHERE %(dataset_code)s::text IS NULL OR dataset_code = %(dataset_code)s
 ORDER BY dataset_code, released
