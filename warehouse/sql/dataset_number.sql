-- The number of a dataset of which something is held.
SELECT dataset_id FROM vintages.dataset WHERE dataset_code = %(dataset_code)s
