-- What the rules saw in a check: what failed first, the worst of it first.
SELECT check_id, severity, outcome, observed, "limit", bad_rows, description, reason, error, remembered_id
  FROM quality.check_outcome
 WHERE check_run_id = %(check_run_id)s
 ORDER BY outcome = 'pass', array_position(ARRAY['critical', 'warning', 'info'], severity), check_id
