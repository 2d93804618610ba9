-- 10. Shares by form of exploitation, with the size of "unknown", per vintage?
-- of_known is a part over the sum of the parts, of_all over the total. They differ by what is
-- unknown, which no table has a code for: never assert that parts sum to the total.
-- Runs on EU_THB_PRINTED: victims by form, from the releases that printed them.
SELECT vintage.released_at::date AS released_on, cell.time_period, cell.category, cell.obs_value AS persons,
       round(100 * cell.obs_value / sums.parts, 1) AS of_known_percent,
       round(100 * cell.obs_value / sums.total, 1) AS of_all_percent,
       sums.total - sums.parts AS unknown,
       round(100 * (sums.total - sums.parts) / sums.total, 1) AS unknown_percent
  FROM figures.vintages AS vintage
 CROSS JOIN LATERAL (
       SELECT time_period, dimensions ->> 'category' AS category, obs_value
         FROM figures.as_of(vintage.dataset_code, vintage.released_at)
        WHERE dimensions @> '{"leg_stat": "PER_VICT", "span": "Y1", "unit": "NR"}') AS cell
 CROSS JOIN LATERAL (
       SELECT sum(obs_value) FILTER (WHERE dimensions ->> 'category' <> 'TOTAL') AS parts,
              sum(obs_value) FILTER (WHERE dimensions ->> 'category' = 'TOTAL') AS total
         FROM figures.as_of(vintage.dataset_code, vintage.released_at)
        WHERE dimensions @> '{"leg_stat": "PER_VICT", "span": "Y1", "unit": "NR"}'
          AND as_of.time_period = cell.time_period) AS sums
 WHERE vintage.dataset_code = 'EU_THB_PRINTED' AND cell.category <> 'TOTAL'
 ORDER BY vintage.released_at, cell.time_period, persons DESC
