-- Let the next command work on the releases of a dataset.
SELECT pg_advisory_unlock(hashtext('vintages.turn'), hashtext(%(dataset_code)s))
