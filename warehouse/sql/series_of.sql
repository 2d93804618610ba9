-- The numbers of a dataset's series for one list of dimensions, by key as snapshots write it: many lines a row.
SELECT string_agg(replace(series_key, '.', ',') || E'\t' || series_id || E'\n', '') AS lines
  FROM (SELECT series_key, series_id, row_number() OVER () / 50000 AS part
          FROM vintages.series JOIN vintages.dimension_set USING (dimension_set_id)
         WHERE series.dataset_id = %(dataset_id)s AND dimension_set.dimensions = %(dimensions)s) AS numbered
 GROUP BY part
