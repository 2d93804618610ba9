-- Every version of every figure of a series, also that it was gone, with what it moved against the one before.
SELECT period.time_period, to_timestamp(cell.released::bigint + 946684800) AS released_at, cell.obs_value, cell.as_published,
       concat_ws(' ', nullif(split_part(cell.flags, '@', 1), ''), nullif(split_part(cell.flags, '@', 2), '')) AS flags,
       cell.obs_value - lag(cell.obs_value) OVER (PARTITION BY cell.series_id, cell.period_id ORDER BY cell.released) AS revision
  FROM figures.series_named(%(dataset_code)s, %(series_key)s) AS series
  JOIN figures.histories AS cell USING (dataset_id, series_id)
  JOIN figures.periods AS period USING (period_id)
 ORDER BY cell.period_id, cell.released
