-- What the data say for a statement from a vintage on.
INSERT INTO documents.bound_value (document_id, statement_id, reading, vintage_id, released_at, value)
VALUES (%(document_id)s, %(statement_id)s, %(reading)s, %(vintage_id)s, %(released_at)s, %(value)s)
