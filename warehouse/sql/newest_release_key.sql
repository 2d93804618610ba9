-- The release that was recorded last, whose bytes an archive must hold if it is the right one.
SELECT dataset_code, release_key FROM vintages.release JOIN vintages.dataset USING (dataset_id)
 ORDER BY recorded_at DESC LIMIT 1
