-- 2. What did the whole table say on the day the fifth progress report came out, 20 January 2025?
-- Every figure that the world could see on that day, with the release that had brought it. Figures
-- of 2023 are absent: they came in April 2025.
-- Runs on EU_THB_PRINTED.
SELECT series_key, time_period, as_published, obs_status, released_at
  FROM figures.as_of('EU_THB_PRINTED', '2025-01-20')
 ORDER BY time_period DESC, series_key
