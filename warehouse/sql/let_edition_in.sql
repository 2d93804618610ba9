-- Let an edition in with all the fetches that brought it.
UPDATE documents.capture SET loaded_at = clock_timestamp() WHERE edition_id = %(edition_id)s AND loaded_at IS NULL
