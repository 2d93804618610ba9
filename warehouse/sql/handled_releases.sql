-- The publication times of a dataset that need no run: held by the warehouse, with a person, or
-- refused within the last half day.
SELECT release.released_at
  FROM vintages.release JOIN vintages.dataset USING (dataset_id)
 WHERE dataset_code = %(dataset_code)s
 UNION
SELECT stage.released_at
  FROM stage.stage JOIN vintages.dataset USING (dataset_id)
 WHERE dataset_code = %(dataset_code)s AND stage.status IN ('held', 'rejected')
 UNION
SELECT released_at
  FROM vintages.refusal
 WHERE dataset_code = %(dataset_code)s AND refused_at > clock_timestamp() - interval '12 hours'
