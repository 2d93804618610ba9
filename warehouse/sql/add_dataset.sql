-- Register a dataset, or find it; a title that the source now gives replaces the old one. One that is known draws no
-- number: there are 32,767 of them.
WITH known AS (
  UPDATE vintages.dataset SET title = coalesce(%(title)s, title)
   WHERE dataset_code = %(dataset_code)s
  RETURNING dataset_id, loads),
made AS (
  INSERT INTO vintages.dataset AS held (dataset_code, title)
  SELECT %(dataset_code)s, %(title)s WHERE NOT EXISTS (SELECT FROM known)
      ON CONFLICT (dataset_code) DO UPDATE SET title = coalesce(excluded.title, held.title)
  RETURNING dataset_id, loads)
SELECT * FROM known UNION ALL SELECT * FROM made
