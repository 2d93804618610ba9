-- What this transaction sees, under a name by which others can see the same as long as it lasts.
SELECT pg_export_snapshot() AS snapshot
