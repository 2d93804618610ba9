-- The newest decisions that people took.
SELECT dataset_code, released_at, decision, decided_by, decided_because, decided_at, reason, remember_until
  FROM figures.decisions
 ORDER BY decided_at DESC NULLS LAST
 LIMIT %(most)s
