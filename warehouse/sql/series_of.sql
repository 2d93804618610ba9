-- The numbers of a dataset's series, by key, for one list of dimensions.
SELECT series_key, series_id
  FROM vintages.series JOIN vintages.dimension_set USING (dimension_set_id)
 WHERE series.dataset_id = %(dataset_id)s AND dimension_set.dimensions = %(dimensions)s
