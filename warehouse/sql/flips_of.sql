-- The verdicts that vintages of a dataset turned and that still stand, with the sentences concerned.
SELECT flip.*, document.title, document.published_on, statement.printed, statement.unit, statement_seen.page,
       statement_seen.printed_page, statement_seen.quote
  FROM documents.flip
  JOIN documents.document USING (document_id)
  JOIN documents.statement USING (document_id, statement_id)
  JOIN documents.statement_seen USING (document_id, statement_id)
 WHERE flip.dataset_code = %(dataset_code)s
 ORDER BY flip.vintage_id, abs(flip.change_percent) DESC NULLS LAST, flip.document_id, flip.statement_id
