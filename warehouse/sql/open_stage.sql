-- Begin a stage: a release that was read, on its way to being compared.
INSERT INTO stage.stage (dataset_id, release_key, released_at, based_on_loads, predecessor, successor, content_hash, facts)
VALUES (%(dataset_id)s, %(release_key)s, %(released_at)s, %(loads)s, %(predecessor)s, %(successor)s, %(content_hash)s, '{{}}')
RETURNING stage_id
