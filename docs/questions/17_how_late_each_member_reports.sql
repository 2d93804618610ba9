-- 17. How late does each country report?
-- For each member: how many days its first number came after the first one that any member had of the
-- same figure and period, on average over n figures and at worst, and for which periods it was late.
-- Only figures whose first publication is held are counted: history that came together with the oldest
-- release says of nobody when it was reported.
-- Runs on SYNTHETIC_WEEKLY by region; for real tables ask for geo.
WITH asked (dataset_code, dimension) AS (VALUES ('SYNTHETIC_WEEKLY', 'region')
), first AS (
  SELECT dimensions ->> dimension AS member, time_period, first_seen,
         first_lag_days - min(first_lag_days) OVER (PARTITION BY dimensions - dimension, time_period) AS days_late
    FROM asked CROSS JOIN LATERAL figures.settling_time(asked.dataset_code)
)
SELECT member, count(*) AS n, round(avg(days_late), 2) AS mean_days_late, max(days_late) AS worst_days_late,
       array_agg(DISTINCT time_period ORDER BY time_period) FILTER (WHERE days_late > 0) AS late_for
  FROM first
 WHERE first_seen
 GROUP BY member
 ORDER BY mean_days_late DESC, member
