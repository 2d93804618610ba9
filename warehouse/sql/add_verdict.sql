-- The verdict that holds from now on.
INSERT INTO documents.verdict (document_id, statement_id, verdict, reason, reading, vintage_id, value, vintage_now, value_now,
  change_percent, against, caused_by, caused_in)
VALUES (%(document_id)s, %(statement_id)s, %(verdict)s, %(reason)s, %(reading)s, %(vintage_id)s, %(value)s, %(vintage_now)s,
  %(value_now)s, %(change_percent)s, %(against)s, %(caused_by)s, %(caused_in)s)
