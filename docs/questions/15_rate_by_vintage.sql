-- 15. The rate per million with the population of the same vintage, and with the latest?
-- rate_before has count and population as they stood at the earlier reading, rate_after as they
-- stand now; from_count and from_base split the change of the rate exactly between the two.
-- Runs on SYNTHETIC_WEEKLY, where kind K2 stands for a population. With real tables:
-- figures.cause_split('CRIM_THB_SEX', 'A.T.PER_VICT.NR.BE', 'DEMO_PJAN', 'A.NR.TOTAL.T.BE', 'as of 2024-01-31').
SELECT time_period, count_before, base_before, round(rate_before) AS rate_before,
       count_after, base_after, round(rate_after) AS rate_after,
       round(change) AS change, round(from_count) AS from_count, round(from_base) AS from_base
  FROM figures.cause_split('SYNTHETIC_WEEKLY', 'W.NR.K1.R02', 'SYNTHETIC_WEEKLY', 'W.NR.K2.R02', 'as of 2026-01-10')
 WHERE time_period >= '2025-W50'
