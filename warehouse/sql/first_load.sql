-- The first release of a dataset: the table that it was staged in becomes the dataset's own.
SELECT vintages.first_load(%(dataset_id)s, %(stage_id)s)
