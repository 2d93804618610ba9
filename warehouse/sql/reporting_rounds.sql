-- The reporting rounds of all datasets that are held, and how many of their releases are.
SELECT dataset_code, reporting_round, released_from, released_to, releases
  FROM figures.reporting_rounds
 ORDER BY dataset_code COLLATE "C", released_from, reporting_round COLLATE "C"
