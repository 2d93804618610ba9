-- The release of a dataset that bears this publication time.
SELECT release_id, released_at, release_key, content_hash, outcome, changes, dimensions
  FROM vintages.release JOIN vintages.dimension_set USING (dimension_set_id)
 WHERE release.dataset_id = %(dataset_id)s AND released = vintages.moment(%(released_at)s)
