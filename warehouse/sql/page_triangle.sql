-- Every period of a series in every release held.
SELECT time_period, released_at, obs_value, as_published, concat_ws(' ', obs_status, conf_status) AS flags, revision, is_change
  FROM figures.revision_triangle(%(dataset_code)s, %(series_key)s)
