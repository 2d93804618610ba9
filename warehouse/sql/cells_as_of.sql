-- The cells that were current at a moment, a row per series: what its line in the file is made of. One that is gone
-- from the file is empty.
SELECT replace(series.series_key, '.', ',') AS key,
       array_agg(period.time_period) AS periods,
       array_agg(concat_ws(' ', version.raw, version.flags)) AS cells
  FROM vintages.version
  JOIN vintages.series USING (series_id)
  JOIN vintages.period USING (period_id)
 WHERE version.dataset_id = %(dataset_id)s
   AND version.released <= vintages.moment(%(released_at)s)
   AND (version.ended IS NULL OR version.ended > vintages.moment(%(released_at)s))
   AND (version.replaced IS NULL OR version.replaced > vintages.moment(%(released_at)s))
 GROUP BY series.series_id
