-- The statements that the current edition of a document lacks, as far as they are still reviewed and not corrected.
SELECT orphan.statement_id, orphan.said, statement_seen.quote, statement_seen.page
  FROM documents.orphan
  JOIN documents.edition_seen USING (document_id, edition_id)
  JOIN documents.statement_seen USING (document_id, statement_id)
  LEFT JOIN documents.corrected USING (document_id, statement_id)
 WHERE orphan.document_id = %(document_id)s AND edition_seen.is_current AND corrected.by IS NULL
 ORDER BY orphan.statement_id
