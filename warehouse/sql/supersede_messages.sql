-- What still waits on a channel gives way to newer news of the same alert there; what is being sent is left alone.
UPDATE alerts.delivery SET superseded_at = clock_timestamp()
 WHERE (message_id, channel) IN (
       SELECT delivery.message_id, delivery.channel
         FROM alerts.delivery JOIN alerts.outbox USING (message_id)
        WHERE delivered_at IS NULL AND superseded_at IS NULL
          AND EXISTS (SELECT FROM alerts.delivery AS later JOIN alerts.outbox AS newer USING (message_id)
                       WHERE newer.alert_id = outbox.alert_id AND newer.message_id > outbox.message_id
                         AND later.channel = delivery.channel)
          FOR UPDATE OF delivery SKIP LOCKED)
