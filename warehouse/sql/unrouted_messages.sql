-- Messages that no channel was chosen for yet; another deliverer's are left to it.
SELECT outbox.message_id, outbox.alert_id, outbox.severity::text AS severity, alert.dataset_code, alert.kind, alert.key
  FROM alerts.outbox JOIN alerts.alert USING (alert_id)
 WHERE routed_at IS NULL
 ORDER BY message_id
   FOR UPDATE OF outbox SKIP LOCKED
