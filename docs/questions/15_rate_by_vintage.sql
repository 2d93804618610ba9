-- 15. The rate per million with the population of the same vintage, and with the latest?
-- rate_then has count and population as both stood then, rate_on_population_now the count of then over
-- the population of today, rate_now both of today; from_count and from_base split the change from
-- rate_then to rate_now exactly. `then` is the day asked for, or the first day on which both were held.
-- Runs on SYNTHETIC_WEEKLY, where kind K2 stands for a population: no example has people and victims of
-- one place. Once CRIM_THB_SEX and the population on 1 January, DEMO_PJAN, are held
-- (`vintages follow DEMO_PJAN`), the second line of asked answers for each country.
WITH asked (count_dataset, count_members, base_dataset, base_members, place, asked_for) AS (VALUES
  ('SYNTHETIC_WEEKLY', '{"kind": "K1", "region": "R02"}'::jsonb,
   'SYNTHETIC_WEEKLY', '{"kind": "K2"}'::jsonb, 'region', '2026-01-10'::timestamptz),
  ('CRIM_THB_SEX', '{"sex": "T", "leg_stat": "PER_VICT", "unit": "NR"}',
   'DEMO_PJAN', '{"age": "TOTAL", "sex": "T", "unit": "NR"}', 'geo', '2024-01-31')
), pair AS (
  SELECT asked.*, counted.series_key AS count_series, base.series_key AS base_series,
         counted.dimensions ->> place AS member,
         greatest(asked_for, count_held.first_released_at, base_held.first_released_at) AS day_then
    FROM asked
    JOIN figures.datasets AS count_held ON count_held.dataset_code = count_dataset
    JOIN figures.datasets AS base_held ON base_held.dataset_code = base_dataset
   CROSS JOIN LATERAL figures.series_asked(count_dataset, count_members) AS counted
   CROSS JOIN LATERAL figures.series_asked(base_dataset, base_members || jsonb_build_object(place, counted.dimensions -> place)) AS base
)
SELECT count_dataset, member, time_period, day_then::date AS "then", count_before, base_before, round(rate_before) AS rate_then,
       round(1000000 * count_before / nullif(base_after, 0)) AS rate_on_population_now,
       count_after, base_after, round(rate_after) AS rate_now,
       round(change) AS change, round(from_count) AS from_count, round(from_base) AS from_base
  FROM pair
 CROSS JOIN LATERAL figures.cause_split(count_dataset, count_series, base_dataset, base_series, 'as of ' || day_then)
 ORDER BY count_dataset, member, time_period
