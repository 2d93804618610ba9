-- A dataset as the world could see it at a moment of publication time.
SELECT series_key, time_period, obs_value, as_published, obs_status, conf_status, released_at
  FROM figures.as_of(%(dataset_code)s, %(moment)s)
 ORDER BY series_key COLLATE "C", time_period COLLATE "C"
