-- The places of the statements of an edition, about to be stated anew.
DELETE FROM documents.place WHERE edition_id = %(edition_id)s
