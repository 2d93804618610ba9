-- The statements that the current edition of a document lacks, as far as they are still reviewed.
SELECT orphan.statement_id, orphan.said, statement_seen.quote, statement_seen.page
  FROM documents.orphan
  JOIN documents.edition_seen USING (document_id, edition_id)
  JOIN documents.statement_seen USING (document_id, statement_id)
 WHERE orphan.document_id = %(document_id)s AND edition_seen.is_current
 ORDER BY orphan.statement_id
