-- The orders of dimensions known for a dataset, oldest first.
SELECT dimensions FROM vintages.dimension_set WHERE dataset_id = %(dataset_id)s ORDER BY dimension_set_id
