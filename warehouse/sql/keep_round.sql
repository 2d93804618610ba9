-- Keep a reporting round as the source file has it; a row that says so already is left alone.
INSERT INTO vintages.reporting_round AS held (dataset_id, reporting_round, released_from, released_to, reference_periods)
VALUES (%(dataset_id)s, %(reporting_round)s, %(released_from)s, %(released_to)s, %(reference_periods)s)
ON CONFLICT (dataset_id, reporting_round) DO UPDATE
   SET released_from = excluded.released_from,
       released_to = excluded.released_to,
       reference_periods = excluded.reference_periods
 WHERE (held.released_from, held.released_to, held.reference_periods)
       IS DISTINCT FROM (excluded.released_from, excluded.released_to, excluded.reference_periods)
