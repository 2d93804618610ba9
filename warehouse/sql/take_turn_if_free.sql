-- Keep others from working on the releases of a dataset, unless another does: whether it was free.
SELECT pg_try_advisory_lock(hashtext('vintages.turn'), hashtext(%(dataset_code)s)) AS taken
