-- 17. How late does each country report?
-- For each member: how many days its first number for a period came after the first number of any
-- member for it, on average and at worst, over how many periods, and which were late.
-- Runs on SYNTHETIC_WEEKLY by region; for real tables ask for geo.
WITH asked (dataset_code, dimension) AS (VALUES ('SYNTHETIC_WEEKLY', 'region')
), first AS (
  SELECT dimensions ->> dimension AS member, series_key, time_period, released_at,
         min(released_at) OVER (PARTITION BY time_period) AS first_of_all
    FROM asked CROSS JOIN LATERAL figures.first_published(asked.dataset_code)
)
SELECT member, count(*) AS n,
       round(avg(extract(epoch FROM released_at - first_of_all) / 86400), 2) AS mean_days_late,
       round(max(extract(epoch FROM released_at - first_of_all) / 86400), 1) AS worst_days_late,
       array_agg(DISTINCT time_period ORDER BY time_period) FILTER (WHERE released_at > first_of_all) AS late_for
  FROM first
 GROUP BY member
 ORDER BY mean_days_late DESC, member
