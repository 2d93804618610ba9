-- Make the first load of a dataset part of the whole: its last step, since other first loads wait for it.
SELECT vintages.attach(%(dataset_id)s)
