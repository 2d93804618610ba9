-- The publication times of a dataset that need no run: held by the warehouse, with a person, or,
-- within the last half day, fetched whole or refused.
SELECT release.released_at
  FROM vintages.release JOIN vintages.dataset USING (dataset_id)
 WHERE dataset_code = %(dataset_code)s
 UNION
SELECT stage.released_at
  FROM stage.stage JOIN vintages.dataset USING (dataset_id)
 WHERE dataset_code = %(dataset_code)s AND stage.status IN ('held', 'rejected')
 UNION
SELECT released_at
  FROM vintages.step
 WHERE dataset_code = %(dataset_code)s AND step = 'fetch' AND outcome = 'ok'
   AND started_at > clock_timestamp() - interval '12 hours'
 UNION
SELECT released_at
  FROM vintages.refusal
 WHERE dataset_code = %(dataset_code)s AND refused_at > clock_timestamp() - interval '12 hours'
