-- Series of a dataset whose key or labels have all the words, in the order of their keys.
SELECT series_key, dimensions, labels
  FROM figures.series
 WHERE dataset_id = %(dataset_id)s
   AND (%(words)s::text[] IS NULL OR concat_ws(' ', series_key, labels::text) ILIKE ALL (%(words)s::text[]))
 ORDER BY series_key
 LIMIT %(most)s OFFSET %(after)s
