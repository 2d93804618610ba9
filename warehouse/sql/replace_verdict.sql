-- Another verdict takes the place of this one.
UPDATE documents.verdict SET replaced_at = clock_timestamp() WHERE verdict_id = %(verdict_id)s
