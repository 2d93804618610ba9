-- The last finished check of a stage.
SELECT check_run_id, released_at, verdict, worst_cells
  FROM quality.check_run
 WHERE stage_id = %(stage_id)s AND verdict IS NOT NULL
 ORDER BY check_run_id DESC LIMIT 1
