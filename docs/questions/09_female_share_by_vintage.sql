-- 9. The female share for 2020 by vintage, with and without persons of unknown sex?
-- Rows "printed" are the share as documents printed it. Rows of counts need CRIM_THB_SEX: of all
-- persons (F / T), and of those whose sex is known (F / (F + M)). A share can be restated although
-- the total did not move.
-- Runs on EU_THB_PRINTED, and on CRIM_THB_SEX once it is held.
SELECT released_at::date AS released_on, 'printed' AS basis, 'EU27_2020' AS geo, obs_value AS percent
  FROM figures.versions
 WHERE dataset_code = 'EU_THB_PRINTED' AND series_key = 'A.Y1.PER_VICT.FEMALE.ESTAT.PC.EU27_2020' AND time_period = '2020'
 UNION ALL
SELECT vintage.released_at::date, share.basis, counted.geo, round(share.percent, 1)
  FROM figures.vintages AS vintage
 CROSS JOIN LATERAL (
       SELECT dimensions ->> 'geo' AS geo,
              max(obs_value) FILTER (WHERE dimensions ->> 'sex' = 'F') AS f,
              max(obs_value) FILTER (WHERE dimensions ->> 'sex' = 'M') AS m,
              max(obs_value) FILTER (WHERE dimensions ->> 'sex' = 'T') AS t
         FROM figures.as_of(vintage.dataset_code, vintage.released_at)
        WHERE time_period = '2020' AND dimensions @> '{"leg_stat": "PER_VICT", "unit": "NR"}'
        GROUP BY 1) AS counted
 CROSS JOIN LATERAL (VALUES ('of all', 100 * f / nullif(t, 0)), ('of known sex', 100 * f / nullif(f + m, 0))) AS share (basis, percent)
 WHERE vintage.dataset_code = 'CRIM_THB_SEX' AND share.percent IS NOT NULL
 ORDER BY basis, geo, released_on
