-- The oldest delivery that is due, locked until it is sent or has failed; a killed sender's lock goes with it.
SELECT delivery.message_id, delivery.channel, delivery.attempts, outbox.mail_id, outbox.occasion,
       outbox.severity::text AS severity, outbox.title, outbox.facts, outbox.created_at,
       alert.alert_id, alert.dataset_code, alert.kind, alert.key, alert.created_at AS raised_at
  FROM alerts.delivery
  JOIN alerts.outbox USING (message_id)
  JOIN alerts.alert USING (alert_id)
 WHERE channel = ANY(%(channels)s::text[]) AND delivered_at IS NULL AND superseded_at IS NULL
   AND next_try_at <= clock_timestamp()
 ORDER BY message_id, channel
 LIMIT 1
   FOR UPDATE OF delivery SKIP LOCKED
