-- Make figures.<code> again if the dimensions changed.
SELECT vintages.make_dataset_view(%(dataset_id)s)
