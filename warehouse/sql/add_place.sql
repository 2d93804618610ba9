-- A place where a statement stands in an edition.
INSERT INTO documents.place (edition_id, document_id, statement_id, starts, ends, page, printed_page, quote)
VALUES (%(edition_id)s, %(document_id)s, %(statement_id)s, %(starts)s, %(ends)s, %(page)s, %(printed_page)s, %(quote)s)
