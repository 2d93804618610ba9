-- One load or judgement of documents at a time, until this transaction ends.
SELECT pg_advisory_xact_lock(hashtext('vintages.documents'))
