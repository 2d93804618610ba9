-- What became of a stage, which nobody changes until this transaction ends.
SELECT status FROM stage.stage WHERE stage_id = %(stage_id)s FOR NO KEY UPDATE
