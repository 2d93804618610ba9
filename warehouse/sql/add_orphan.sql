-- A statement that is not where its anchors say.
INSERT INTO documents.orphan (edition_id, document_id, statement_id, said)
VALUES (%(edition_id)s, %(document_id)s, %(statement_id)s, %(said)s)
