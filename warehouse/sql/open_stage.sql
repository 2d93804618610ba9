-- Begin a stage: a release that is about to be compared; what it holds is noted at the end.
INSERT INTO stage.stage (dataset_id, release_key, released_at, based_on_loads, predecessor, successor, content_hash, facts)
VALUES (%(dataset_id)s, %(release_key)s, %(released_at)s, %(loads)s, %(predecessor)s, %(successor)s, '', '{{}}')
RETURNING stage_id
