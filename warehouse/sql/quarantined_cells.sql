-- What a waiting release would change: the largest relative changes first.
SELECT series_key, time_period, change_kind, before, after, absolute, relative, status_before, status_after
  FROM figures.quarantine
 WHERE stage_id = %(wanted_stage)s
 ORDER BY abs(relative) DESC NULLS LAST, abs(before_number) DESC NULLS LAST, series_key COLLATE "C", time_period COLLATE "C"
