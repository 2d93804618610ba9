-- 11. Do the tables of a round agree with each other?
-- One row per comparison, place, period and round where parts and total are both held, as they stood
-- at the end of the round. gap is what the parts leave unexplained: a small one is "unknown", a
-- negative one is an error.
-- Runs on EU_THB_PRINTED (forms against the total), and on the four CRIM_THB tables once they are held.
WITH compared (comparison, total_of, total_members, parts_of, parts_members) AS (VALUES
  ('printed: forms', 'EU_THB_PRINTED', '{"leg_stat": "PER_VICT", "span": "Y1", "unit": "NR", "category": "TOTAL"}'::jsonb,
   'EU_THB_PRINTED', '{"leg_stat": "PER_VICT", "span": "Y1", "unit": "NR", "category": ["SEXUAL", "LABOUR", "OTHER"]}'::jsonb),
  ('VEXP: forms', 'CRIM_THB_SEX', '{"leg_stat": "PER_VICT", "sex": "T", "unit": "NR"}',
   'CRIM_THB_VEXP', '{"unit": "NR"}'),
  ('VCTZ: citizenship', 'CRIM_THB_SEX', '{"leg_stat": "PER_VICT", "sex": "T", "unit": "NR"}',
   'CRIM_THB_VCTZ', '{"unit": "NR", "citizen": ["NAT", "EU27_2020_FOR", "NEU27_2020_FOR"]}'),
  ('VSAGE: total', 'CRIM_THB_SEX', '{"leg_stat": "PER_VICT", "sex": "T", "unit": "NR"}',
   'CRIM_THB_VSAGE', '{"unit": "NR", "sex": "T", "age": "TOTAL"}')
), total AS (
  SELECT comparison, reporting_round, dimensions ->> 'geo' AS geo, period_id, sum(obs_value) AS total
    FROM compared JOIN figures.reporting_rounds AS round ON round.dataset_code = total_of AND round.releases > 0
   CROSS JOIN LATERAL figures.reading(total_of, 'round ' || reporting_round, total_members) AS cell
    JOIN figures.series USING (series_id)
   GROUP BY 1, 2, 3, 4
), parts AS (
  SELECT comparison, reporting_round, dimensions ->> 'geo' AS geo, period_id, sum(obs_value) AS parts
    FROM compared JOIN figures.reporting_rounds AS round ON round.dataset_code = parts_of AND round.releases > 0
   CROSS JOIN LATERAL figures.reading(parts_of, 'round ' || reporting_round, parts_members) AS cell
    JOIN figures.series USING (series_id)
   GROUP BY 1, 2, 3, 4
)
SELECT total.comparison, total.reporting_round, total.geo, time_period, total, parts, total - parts AS gap,
       round(100 * (total - parts) / nullif(total, 0), 1) AS gap_percent
  FROM total
  JOIN parts ON parts.comparison = total.comparison AND parts.reporting_round = total.reporting_round
            AND parts.geo IS NOT DISTINCT FROM total.geo AND parts.period_id = total.period_id
  JOIN figures.periods ON periods.period_id = total.period_id
 WHERE total IS NOT NULL AND parts IS NOT NULL
 ORDER BY comparison, reporting_round, geo, time_period
