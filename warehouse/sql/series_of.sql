-- The numbers of a dataset's series for one list of dimensions, by key as snapshots write it: many lines a row, those
-- of series that came together.
SELECT string_agg(replace(series_key, '.', ',') || E'\t' || series_id || E'\n', '') AS lines
  FROM vintages.series
  JOIN vintages.dimension_set USING (dimension_set_id)
 WHERE series.dataset_id = %(dataset_id)s AND dimension_set.dimensions = %(dimensions)s
 GROUP BY series_id / 50000
