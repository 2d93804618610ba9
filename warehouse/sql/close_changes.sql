-- Drop the table of a stage's changes; they can be made again from the archive.
SELECT stage.close(%(stage_id)s)
