-- What an edition changed against the one before it.
UPDATE documents.edition SET previous_id = %(previous_id)s, difference = %(difference)s WHERE edition_id = %(edition_id)s
