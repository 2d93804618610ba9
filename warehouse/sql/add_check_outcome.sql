-- What one rule saw of a release.
INSERT INTO quality.check_outcome (check_run_id, check_id, severity, outcome, observed, "limit", bad_rows, description,
  reason, sample, members, sizes, error, remembered_id)
VALUES (%(check_run_id)s, %(check_id)s, %(severity)s, %(outcome)s, %(observed)s, %(limit)s, %(bad_rows)s, %(description)s,
  %(reason)s, %(sample)s, %(members)s, %(sizes)s, %(error)s, %(remembered_id)s)
