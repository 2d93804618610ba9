-- Numbers for new series; those that are never loaded leave gaps, which mean nothing.
SELECT nextval('vintages.series_series_id_seq')::integer AS series_id FROM generate_series(1, %(wanted)s)
