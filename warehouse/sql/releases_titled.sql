-- The releases held of a dataset, oldest first, with the title it has today.
SELECT dataset.title, release.vintage_id, release.released_at, release.outcome
  FROM figures.releases AS release
  JOIN figures.datasets AS dataset USING (dataset_id)
 WHERE release.dataset_code = %(dataset_code)s
 ORDER BY release.released
