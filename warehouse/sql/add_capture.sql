-- Note which fetch brought an edition; it is let in later.
INSERT INTO documents.capture (release_key, document_id, edition_id, fetched_at, archive_keys, urls)
VALUES (%(release_key)s, %(document_id)s, %(edition_id)s, %(fetched_at)s, %(archive_keys)s, %(urls)s)
    ON CONFLICT (release_key, edition_id) DO NOTHING
