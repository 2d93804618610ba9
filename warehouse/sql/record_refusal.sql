-- A release whose archived bytes cannot be read, and why.
INSERT INTO vintages.refusal (dataset_code, released_at, release_key, refused_at, error)
VALUES (%(dataset_code)s, %(released_at)s, %(release_key)s, clock_timestamp(), %(error)s)
    ON CONFLICT (dataset_code, released_at) DO UPDATE
   SET release_key = excluded.release_key, refused_at = excluded.refused_at, error = excluded.error
