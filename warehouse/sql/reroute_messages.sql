-- What has waited for a day, and waits for a channel that the file no longer names, finds its channels anew.
WITH gone AS (
  UPDATE alerts.delivery SET superseded_at = clock_timestamp()
    FROM alerts.outbox AS waiting
   WHERE delivery.message_id = waiting.message_id AND delivered_at IS NULL AND superseded_at IS NULL
     AND channel <> ALL(%(channels)s::text[]) AND created_at < clock_timestamp() - interval '1 day'
  RETURNING delivery.message_id)
UPDATE alerts.outbox SET routed_at = NULL FROM gone WHERE outbox.message_id = gone.message_id
