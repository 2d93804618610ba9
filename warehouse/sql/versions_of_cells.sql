-- Every version of some cells, by index: never a whole vintage.
SELECT wanted.dataset_code, wanted.series_key, wanted.time_period, version.series_id, version.obs_value,
       vintages.moment_at(version.released) AS released_at, vintages.moment_at(version.replaced) AS replaced_at
  FROM unnest(%(datasets)s::text[], %(series)s::text[], %(periods)s::text[]) AS wanted (dataset_code, series_key, time_period)
  JOIN vintages.dataset USING (dataset_code)
  JOIN vintages.series USING (dataset_id, series_key)
  JOIN vintages.period USING (time_period)
  JOIN vintages.version USING (dataset_id, series_id, period_id)
 WHERE NOT version.gone
