-- Printed figures bound to a dataset that no vintage of their time gives, with the sentences concerned.
SELECT unmatched.*, document.title, statement.printed, statement.unit, statement_seen.page,
       statement_seen.printed_page, statement_seen.quote
  FROM documents.unmatched
  JOIN documents.document USING (document_id)
  JOIN documents.statement USING (document_id, statement_id)
  JOIN documents.statement_seen USING (document_id, statement_id)
 WHERE unmatched.dataset_code = %(dataset_code)s
 ORDER BY unmatched.document_id, unmatched.statement_id
