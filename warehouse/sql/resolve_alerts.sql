-- Close the open alerts of a kind about a dataset, all of them or one key, and say so once for each.
WITH resolved AS (
  UPDATE alerts.alert SET resolved_at = clock_timestamp(), resolved_because = %(because)s
   WHERE kind = %(kind)s AND dataset_code IS NOT DISTINCT FROM %(dataset_code)s
     AND (%(key)s::text IS NULL OR key = %(key)s) AND resolved_at IS NULL
  RETURNING alert_id, severity, title, facts
)
INSERT INTO alerts.outbox (alert_id, occasion, severity, title, facts)
SELECT alert_id, 'resolved', severity, title, facts || jsonb_build_object('resolved_because', %(because)s::text)
  FROM resolved
 ORDER BY alert_id
