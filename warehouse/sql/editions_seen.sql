-- The editions of a document that were let in, in their order.
SELECT edition_id, document_id, text, pages, extractor, previous_id, is_current
  FROM documents.edition_seen JOIN documents.edition USING (edition_id, document_id)
 WHERE document_id = %(document_id)s
 ORDER BY edition_seen.edition
