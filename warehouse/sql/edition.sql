-- One edition, whether it was let in or not.
SELECT edition_id, document_id, text, pages, extractor FROM documents.edition WHERE edition_id = %(edition_id)s
