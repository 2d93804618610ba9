-- Note which structure the labels in use come from.
UPDATE vintages.dataset SET labelled_by = %(structure_id)s WHERE dataset_id = %(dataset_id)s
