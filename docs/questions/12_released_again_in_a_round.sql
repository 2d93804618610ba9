-- 12. Which tables of a round were released again after its announcement, and what moved?
-- One row per release that was not the first of its round: how many days after it, and how many
-- cells it changed by kind. figures.silent_releases tells which of them brought no new period.
-- Runs on SYNTHETIC_WEEKLY and EU_THB_PRINTED (each of whose rounds is one release).
SELECT again.dataset_code, again.reporting_round, again.released_at,
       again.released_at::date - round.first_released_at::date AS days_after_the_first,
       again.outcome, again.changes
  FROM figures.round_releases AS again
  JOIN figures.reporting_rounds AS round USING (dataset_code, reporting_round)
 WHERE again.released_at > round.first_released_at
 ORDER BY again.dataset_code, again.released_at
