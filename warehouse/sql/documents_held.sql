-- The documents of which an edition is held.
SELECT document_id FROM figures.documents WHERE editions > 0 ORDER BY document_id
