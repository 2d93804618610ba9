-- The release that followed a moment of publication time.
SELECT release_id, released, released_at, release_key, content_hash, outcome, changes, dimensions
  FROM vintages.release JOIN vintages.dimension_set USING (dimension_set_id)
 WHERE release.dataset_id = %(dataset_id)s AND released > vintages.moment(%(released_at)s)
 ORDER BY released LIMIT 1
