-- 5. The revision triangle of one series?
-- Rows are periods and releases: read down a period to see it move. release_number counts from the
-- first release that had a number; is_change says that this release brought the value.
-- Runs on SYNTHETIC_WEEKLY.
SELECT time_period, released_at::date AS released_on, release_number, as_published, obs_status, revision, is_change
  FROM figures.revision_triangle('SYNTHETIC_WEEKLY', 'W.NR.K1.R01')
 WHERE time_period >= '2025-W50'
