-- Wait until no other command works on the releases of a dataset, then keep others waiting.
SELECT pg_advisory_lock(hashtext('vintages.turn'), hashtext(%(dataset_code)s))
