-- A dataset as this warehouse would have answered at a moment of system time.
SELECT series_key, time_period, obs_value, as_published, obs_status, conf_status, released_at
  FROM figures.known_at(%(dataset_code)s, %(moment)s)
 ORDER BY series_key COLLATE "C", time_period COLLATE "C"
