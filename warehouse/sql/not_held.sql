-- Releases that the catalogue announced before a moment, that are not held, and that no person knows of.
SELECT dataset_code, released_at, announced_at, state, because, to_do
  FROM figures.missing_releases
 WHERE announced_at < %(before)s AND state IN ('not_fetched', 'under_way', 'failed', 'refused')
 ORDER BY dataset_code, released_at
