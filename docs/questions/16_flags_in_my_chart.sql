-- 16. Which series of my chart have a break or another definition, and since when?
-- One row per cell that bears one of the flags, with the release that brought it. For breaks and
-- definitions ask for '[bd]'; the example has only provisional figures, p.
-- Runs on SYNTHETIC_WEEKLY.
WITH asked (dataset_code, flags) AS (VALUES ('SYNTHETIC_WEEKLY', '[p]'))
SELECT series_key, time_period, as_published, obs_status, released_at::date AS flagged_since,
       replaced_at::date AS flagged_until
  FROM asked
  JOIN figures.versions USING (dataset_code)
 WHERE obs_status ~ flags
 ORDER BY series_key, time_period, released_at
