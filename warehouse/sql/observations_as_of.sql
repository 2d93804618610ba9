-- The observations that were current at a moment of publication time, in the order of a file.
SELECT series.series_key,
       period.time_period,
       version.obs_value,
       version.raw AS as_published,
       nullif(split_part(version.flags, '@', 1), '') AS obs_status,
       nullif(split_part(version.flags, '@', 2), '') AS conf_status,
       vintages.moment_at(version.released) AS released_at
  FROM vintages.version
  JOIN vintages.series USING (series_id)
  JOIN vintages.period USING (period_id)
 WHERE version.dataset_id = %(dataset_id)s
   AND version.released <= vintages.moment(%(released_at)s)
   AND (version.ended IS NULL OR version.ended > vintages.moment(%(released_at)s))
   AND (version.replaced IS NULL OR version.replaced > vintages.moment(%(released_at)s))
   AND NOT version.gone
 ORDER BY series.series_key COLLATE "C", version.period_id
