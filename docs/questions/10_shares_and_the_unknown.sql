-- 10. Shares by form of exploitation, with the size of "unknown", per vintage?
-- of_known is a part over the sum of the parts, of_all over the total. They differ by what is
-- unknown, which no table has a code for: never assert that parts sum to the total.
-- Runs on EU_THB_PRINTED: victims by form, from the releases that printed them.
SELECT released_at::date AS released_on, time_period, category, persons,
       round(100 * persons / nullif(parts, 0), 1) AS of_known_percent,
       round(100 * persons / nullif(total, 0), 1) AS of_all_percent,
       total - parts AS unknown,
       round(100 * (total - parts) / nullif(total, 0), 1) AS unknown_percent
  FROM (SELECT vintage.released_at, cell.time_period, cell.dimensions ->> 'category' AS category, cell.obs_value AS persons,
               sum(cell.obs_value) FILTER (WHERE cell.dimensions ->> 'category' <> 'TOTAL') OVER whole AS parts,
               sum(cell.obs_value) FILTER (WHERE cell.dimensions ->> 'category' = 'TOTAL') OVER whole AS total
          FROM figures.vintages AS vintage
         CROSS JOIN LATERAL figures.as_of(vintage.dataset_code, vintage.released_at) AS cell
         WHERE vintage.dataset_code = 'EU_THB_PRINTED'
           AND cell.dimensions @> '{"leg_stat": "PER_VICT", "span": "Y1", "unit": "NR"}'
        WINDOW whole AS (PARTITION BY vintage.released_at, cell.dimensions - 'category', cell.time_period)) AS form
 WHERE category <> 'TOTAL'
 ORDER BY released_at, time_period, persons DESC, category
