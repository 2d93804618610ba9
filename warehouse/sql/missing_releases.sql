-- What the catalogue announced and is not held, what waits longest first.
SELECT dataset_code, released_at, announced_at, state, because, to_do
  FROM figures.missing_releases
 ORDER BY announced_at, dataset_code, released_at
