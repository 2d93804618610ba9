-- What the rules saw of a dataset's releases; the newest only, or all; what failed first.
SELECT released_at, outcome, severity, check_id, observed, "limit", reason
  FROM figures.checks
 WHERE dataset_code = %(dataset_code)s
   AND (outcome <> 'pass' OR NOT %(failed)s)
   AND (%(history)s OR released_at = (SELECT max(released_at) FROM figures.checks WHERE dataset_code = %(dataset_code)s))
 ORDER BY released_at DESC, outcome = 'pass', array_position(ARRAY['critical', 'warning', 'info'], severity), check_id
