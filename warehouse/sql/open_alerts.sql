-- The open alerts of a kind, oldest first.
SELECT alert_id, dataset_code, key, created_at, last_seen_at
  FROM alerts.alert
 WHERE kind = %(kind)s AND resolved_at IS NULL
 ORDER BY alert_id
