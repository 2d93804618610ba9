-- One stage with its dataset.
SELECT stage.*, dataset.dataset_code, dataset.loads
  FROM stage.stage JOIN vintages.dataset USING (dataset_id)
 WHERE stage_id = %(stage_id)s
