-- Messages that wait on each channel, with the most attempts and the latest error.
SELECT channel, count(*) AS waiting, max(attempts) AS attempts, min(created_at) AS oldest_at,
       (array_agg(last_error ORDER BY attempts DESC))[1] AS last_error
  FROM alerts.delivery JOIN alerts.outbox USING (message_id)
 WHERE delivered_at IS NULL AND superseded_at IS NULL
 GROUP BY channel
 ORDER BY channel
