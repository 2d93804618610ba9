-- 19. The ten largest revisions of a quarter, in any dataset?
-- By relative size, with a floor of 30 on the figure before, so that 1 becoming 2 is not "+100 %".
-- Runs on every dataset held.
SELECT dataset_code, series_key, time_period, before, after, round(100 * relative, 1) AS percent,
       released_at::date AS released_on
  FROM figures.revisions
 WHERE change_kind = 'revised'
   AND released_at >= '2026-01-01' AND released_at < '2026-04-01'
   AND abs(before_number) >= 30
 ORDER BY abs(relative) DESC, dataset_code, series_key, time_period
 LIMIT 10
