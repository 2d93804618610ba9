-- A load happened: stages made before it are outdated.
UPDATE vintages.dataset SET loads = loads + 1 WHERE dataset_id = %(dataset_id)s
