-- What one arithmetic check found in an edition.
INSERT INTO documents.finding (edition_id, check_id, statement_ids, said)
VALUES (%(edition_id)s, %(check_id)s, %(statement_ids)s, %(said)s)
    ON CONFLICT (edition_id, check_id, statement_ids) DO UPDATE SET said = excluded.said
