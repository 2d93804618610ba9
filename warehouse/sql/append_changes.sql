-- Append the changes of one leg as new versions.
INSERT INTO vintages.observation (series_id, period_id, released, dataset_id, obs_value, raw, flags)
SELECT series_id, period_id, vintages.moment(%(released_at)s), %(dataset_id)s, after_value, after_raw, after_flags
  FROM {changes}
 WHERE leg = %(leg)s
