-- One series of a dataset, with its labels.
SELECT series_key, dimensions, labels
  FROM figures.series_named(%(dataset_code)s, %(series_key)s)
