-- The newest silent release after a moment, seen up to another, with no announced one in between.
SELECT release_id, released_at, release_key, content_hash, outcome, changes, dimensions
  FROM vintages.release JOIN vintages.dimension_set USING (dimension_set_id)
 WHERE release.dataset_id = %(dataset_id)s AND silent
   AND released > vintages.moment(%(released_at)s) AND released_at <= %(seen_at)s
   AND NOT EXISTS (
       SELECT FROM vintages.release AS announced
        WHERE announced.dataset_id = release.dataset_id AND NOT announced.silent
          AND announced.released > vintages.moment(%(released_at)s) AND announced.released < release.released)
 ORDER BY released DESC LIMIT 1
