-- Other stages of the same release give way to a new one; their change tables are dropped.
UPDATE stage.stage
   SET status = 'replaced'
 WHERE dataset_id = %(dataset_id)s AND released_at = %(released_at)s AND status IN ('staged', 'held')
   AND stage_id <> %(stage_id)s
RETURNING stage_id, stage.close(stage_id)
