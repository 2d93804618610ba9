-- How many loads a dataset has seen.
SELECT loads FROM vintages.dataset WHERE dataset_id = %(dataset_id)s
