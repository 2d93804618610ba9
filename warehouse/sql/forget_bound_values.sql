-- What the data say for a statement, about to be stated anew.
DELETE FROM documents.bound_value WHERE document_id = %(document_id)s AND statement_id = %(statement_id)s
