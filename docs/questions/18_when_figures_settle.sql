-- 18. After how many releases does a figure stop moving?
-- settled_after 1: the first number is still the last one. Only figures whose first publication is
-- held are counted. Those brought by the newest release have not had the chance to move yet.
-- Runs on SYNTHETIC_WEEKLY.
SELECT settled_after, count(*) AS figures, round(count(*) / sum(count(*)) OVER (), 3) AS share,
       count(*) FILTER (WHERE unchanged_for = 0) AS brought_by_the_newest_release,
       round(avg(last_change_lag_days)) AS mean_days_after_the_period
  FROM figures.settling_time('SYNTHETIC_WEEKLY')
 WHERE first_seen
 GROUP BY settled_after
 ORDER BY settled_after
