-- The statements that the current edition of a document lacks.
SELECT statement_id, printed, verdict, orphaned FROM figures.statements
 WHERE document_id = %(document_id)s AND orphaned IS NOT NULL
 ORDER BY statement_id
