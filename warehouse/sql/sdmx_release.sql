-- The release of a dataset that was current at a moment, or the newest, with its vintage and its dimensions in order.
SELECT dataset_code,
       coalesce((SELECT vintage.vintage_id FROM figures.vintages AS vintage
                  WHERE vintage.dataset_code = release.dataset_code AND vintage.released_at <= release.released_at
                  ORDER BY vintage.released_at DESC LIMIT 1), release.vintage_id) AS vintage_id,
       release.released, release.released_at, release.observations,
       dataset.last_recorded_at, dataset.title,
       (SELECT array_agg(dimension ORDER BY released DESC, place)
          FROM (SELECT DISTINCT ON (dimension) dimension, released, place
                  FROM figures.dimensions
                 WHERE dataset_code = %(dataset_code)s
                   AND (released = release.released OR %(history)s AND released < release.released)
                 ORDER BY dimension, released DESC) AS had) AS dimensions
  FROM figures.releases AS release
  JOIN figures.datasets AS dataset USING (dataset_code)
 WHERE dataset_code = %(dataset_code)s
   AND (%(as_of)s::timestamptz IS NULL OR release.released_at <= %(as_of)s)
 ORDER BY release.released DESC
 LIMIT 1
