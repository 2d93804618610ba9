-- Releases that a check held back and nobody has decided about, oldest first.
SELECT stage_id, dataset_code, released_at, staged_at, reason
  FROM stage.stage JOIN vintages.dataset USING (dataset_id)
 WHERE status = 'held'
 ORDER BY staged_at
