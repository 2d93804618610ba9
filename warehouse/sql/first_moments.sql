-- Since when a dataset can be asked about: publication time and system time.
SELECT min(released_at) AS released_at, min(recorded_at) AS recorded_at
  FROM figures.releases
 WHERE dataset_code = %(dataset_code)s
