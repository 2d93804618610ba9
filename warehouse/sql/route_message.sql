-- Queue a message on its channels, where it is not yet.
WITH routed AS (
  UPDATE alerts.outbox SET routed_at = clock_timestamp() WHERE message_id = %(message_id)s
)
INSERT INTO alerts.delivery (message_id, channel)
SELECT %(message_id)s, unnest(%(channels)s::text[])
    ON CONFLICT DO NOTHING
