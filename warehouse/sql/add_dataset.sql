-- Register a dataset, or find it; a title that the source now gives replaces the old one.
INSERT INTO vintages.dataset AS held (dataset_code, title)
VALUES (%(dataset_code)s, %(title)s)
    ON CONFLICT (dataset_code) DO UPDATE SET title = coalesce(excluded.title, held.title)
RETURNING dataset_id, loads
