-- What the rules saw in a check: what failed first, the worst of it first, but what was let in before after it.
SELECT check_id, severity, outcome, observed, "limit", bad_rows, description, reason, error, remembered_id
  FROM quality.check_outcome
 WHERE check_run_id = %(check_run_id)s
 ORDER BY outcome = 'pass', remembered_id IS NOT NULL, array_position(ARRAY['critical', 'warning', 'info'], severity), check_id
