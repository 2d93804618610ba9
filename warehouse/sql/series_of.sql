-- The numbers of a dataset's series for one list of dimensions, by key as snapshots write it.
COPY (SELECT replace(series_key, '.', ','), series_id
        FROM vintages.series JOIN vintages.dimension_set USING (dimension_set_id)
       WHERE series.dataset_id = %(dataset_id)s AND dimension_set.dimensions = %(dimensions)s) TO STDOUT
