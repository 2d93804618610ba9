-- Messages that waited for a channel, of alerts that nobody heard of and that are over for a day: told to nobody.
UPDATE alerts.outbox SET routed_at = clock_timestamp()
  FROM alerts.alert
 WHERE outbox.alert_id = alert.alert_id AND routed_at IS NULL
   AND resolved_at < clock_timestamp() - interval '1 day'
   AND NOT EXISTS (SELECT FROM alerts.delivery JOIN alerts.outbox AS told USING (message_id)
                    WHERE told.alert_id = alert.alert_id)
