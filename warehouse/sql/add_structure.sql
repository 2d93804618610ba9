-- Register a structure, or find the one with the same content.
INSERT INTO vintages.structure (dataset_id, version, archive_key, content_hash)
VALUES (%(dataset_id)s, %(version)s, %(archive_key)s, %(content_hash)s)
    ON CONFLICT (dataset_id, content_hash) DO UPDATE SET version = excluded.version
RETURNING structure_id, xmax = 0 AS new
