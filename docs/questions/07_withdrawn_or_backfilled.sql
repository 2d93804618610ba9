-- 7. Which figures were withdrawn, or silently filled in later?
-- withdrawn: a number became missing or confidential. backfilled: a missing one became a number.
-- vanished: the cell is gone from the file, which is neither. Zero and missing are never the same.
-- Runs on SYNTHETIC_WEEKLY.
SELECT released_at::date AS released_on, change_kind, series_key, time_period, before, after
  FROM figures.revisions
 WHERE dataset_code = 'SYNTHETIC_WEEKLY'
   AND change_kind IN ('withdrawn', 'backfilled')
 ORDER BY released_at, series_key, time_period
