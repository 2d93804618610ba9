-- What a document says now.
SELECT documents.document_id, title, published_on, edition, editions.last_seen_at, text
  FROM figures.editions JOIN figures.documents USING (document_id)
 WHERE document_id = %(document_id)s AND is_current
