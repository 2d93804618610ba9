-- The orphans of an edition, about to be stated anew.
DELETE FROM documents.orphan WHERE edition_id = %(edition_id)s
