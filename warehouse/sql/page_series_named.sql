-- One series of a dataset, with its labels.
SELECT series_key, dimensions, labels
  FROM figures.series
 WHERE dataset_id = %(dataset_id)s AND series_key = %(series_key)s
