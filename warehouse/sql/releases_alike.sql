-- The newest releases of a dataset that brought certain figures.
SELECT release_key FROM vintages.release
 WHERE dataset_id = %(dataset_id)s AND content_hash = %(content_hash)s
 ORDER BY released DESC LIMIT 5
