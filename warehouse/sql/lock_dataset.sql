-- One load at a time per dataset, until this transaction ends.
SELECT pg_advisory_xact_lock(hashtext('vintages.load'), %(dataset_id)s)
