-- Releases that wait for a decision, the oldest first.
SELECT stage_id, dataset_code, released_at, held_at, cells, changes, reason FROM figures.waiting ORDER BY held_at
