-- Make the table of a stage's changes.
SELECT stage.open(%(stage_id)s)
