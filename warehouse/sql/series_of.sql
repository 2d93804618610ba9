-- The numbers of a dataset's series for one list of dimensions, by key as snapshots write it and in its order.
SELECT convert_to(replace(series_key, '.', ','), 'UTF8') AS key, series_id
  FROM vintages.series JOIN vintages.dimension_set USING (dimension_set_id)
 WHERE series.dataset_id = %(dataset_id)s AND dimension_set.dimensions = %(dimensions)s
 ORDER BY key
