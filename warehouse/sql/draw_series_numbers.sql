-- Numbers for new series; those that are never loaded leave gaps, which mean nothing.
SELECT array_agg(nextval('vintages.series_series_id_seq')::integer) AS numbers FROM generate_series(1, %(wanted)s)
