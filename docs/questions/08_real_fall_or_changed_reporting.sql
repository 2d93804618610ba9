-- 8. Is a fall real, or did somebody stop reporting?
-- growth is that of the totals, same_growth that of the members with a number in both periods, per
-- vintage. Where they differ, only_before and only_after say who came or went.
-- Runs on SYNTHETIC_WEEKLY, where one region's figure was withdrawn in the release of 29 January.
SELECT vintage.released_at::date AS released_on, total_before, total_after, round(100 * growth, 1) AS growth_percent,
       members_both, round(100 * same_growth, 1) AS same_growth_percent, only_before, only_after
  FROM figures.vintages AS vintage
 CROSS JOIN LATERAL figures.like_for_like(vintage.dataset_code, '2025-W28', '2025-W30',
                                          'as of ' || vintage.released_at, 'region', '{"kind": "K4"}')
 WHERE vintage.dataset_code = 'SYNTHETIC_WEEKLY'
 ORDER BY vintage.released_at
