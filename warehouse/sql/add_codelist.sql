-- Register a codelist, or find the one with the same content.
INSERT INTO vintages.codelist (codelist, version, content_hash)
VALUES (%(codelist)s, %(version)s, %(content_hash)s)
    ON CONFLICT (content_hash) DO UPDATE SET codelist = excluded.codelist
RETURNING codelist_id, xmax = 0 AS new
