-- Where the statements of a document stand in its current edition.
SELECT statement_id, starts, ends FROM figures.statement_places
 WHERE document_id = %(document_id)s AND is_current
 ORDER BY starts, ends
