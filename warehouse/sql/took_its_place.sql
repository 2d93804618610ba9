-- What stands for the release of a stage that gave way: the stage that waits, else the one decided last.
SELECT other.stage_id, other.status, other.reason, other.decided_by, other.decided_because,
       other.release_key = stage.release_key AS is_same
  FROM stage.stage JOIN stage.stage AS other USING (dataset_id, released_at)
 WHERE stage.stage_id = %(stage_id)s AND stage.status = 'replaced' AND other.status <> 'replaced'
 ORDER BY other.status IN ('staged', 'held') DESC, other.decided_at DESC
 LIMIT 1
