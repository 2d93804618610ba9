-- The findings on an edition, about to be stated anew.
DELETE FROM documents.finding WHERE edition_id = %(edition_id)s
