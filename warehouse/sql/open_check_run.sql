-- Begin to check a stage.
INSERT INTO quality.check_run (dataset_id, stage_id, released_at, profile)
SELECT dataset_id, stage_id, released_at, %(profile)s FROM stage.stage WHERE stage_id = %(stage_id)s
RETURNING check_run_id
