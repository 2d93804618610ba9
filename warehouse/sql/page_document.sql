-- What a document says now, and what is known of it.
SELECT document.document_id, document.title, document.publisher, document.kind, document.published_on, document.celex,
       document.council, document.url, document.editions, edition.edition, edition.last_seen_at, edition.text
  FROM figures.documents AS document
  LEFT JOIN figures.editions AS edition ON edition.document_id = document.document_id AND edition.is_current
 WHERE document.document_id = %(document_id)s
