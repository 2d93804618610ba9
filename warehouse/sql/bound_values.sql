-- What the data say for the statements of some documents, as it is kept.
SELECT document_id, statement_id, reading, vintage_id, released_at, value
  FROM documents.bound_value
 WHERE document_id = ANY (%(documents)s)
