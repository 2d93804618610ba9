-- Keep a text, or find the edition that has it.
INSERT INTO documents.edition (document_id, text_hash, text, pages, extractor)
VALUES (%(document_id)s, %(text_hash)s, %(text)s, %(pages)s, %(extractor)s)
    ON CONFLICT (document_id, text_hash) DO UPDATE SET extractor = edition.extractor
RETURNING edition_id
