-- What is or was wrong, and whether the people concerned were told.
CREATE OR REPLACE VIEW figures.alerts AS
SELECT alert.alert_id,
       alert.dataset_code,
       alert.kind,
       alert.key,
       alert.severity::text AS severity,
       alert.title,
       alert.facts ->> 'happened' AS happened,
       alert.facts ->> 'to_do' AS to_do,
       alert.created_at,
       alert.last_seen_at,
       alert.times_seen,
       alert.resolved_at,
       alert.resolved_because,
       sent.messages,
       sent.delivered,
       sent.waiting,
       sent.last_error,
       alert.facts
  FROM alerts.alert
 CROSS JOIN LATERAL (
       SELECT count(DISTINCT outbox.message_id) AS messages,
              count(delivery.delivered_at) AS delivered,
              count(delivery.message_id) FILTER (WHERE delivered_at IS NULL AND superseded_at IS NULL) AS waiting,
              (array_agg(delivery.last_error ORDER BY delivery.message_id DESC)
                 FILTER (WHERE delivery.last_error IS NOT NULL AND superseded_at IS NULL))[1] AS last_error
         FROM alerts.outbox LEFT JOIN alerts.delivery USING (message_id)
        WHERE outbox.alert_id = alert.alert_id) AS sent;

COMMENT ON VIEW figures.alerts IS 'One row per thing that is or was wrong: a held release, a failed run, an overdue dataset.';
COMMENT ON COLUMN figures.alerts.alert_id IS 'Number inside this warehouse; stands in the messages.';
COMMENT ON COLUMN figures.alerts.dataset_code IS 'Eurostat''s code, upper case; NULL where no single dataset is concerned.';
COMMENT ON COLUMN figures.alerts.kind IS 'What sort of fault: docs/reference/alerts.md lists them.';
COMMENT ON COLUMN figures.alerts.key IS 'What tells two alerts of a kind apart, such as the release.';
COMMENT ON COLUMN figures.alerts.severity IS 'info, warning or critical: the worst it was while open.';
COMMENT ON COLUMN figures.alerts.title IS 'One line for the subject of a mail.';
COMMENT ON COLUMN figures.alerts.happened IS 'What happened, in a sentence.';
COMMENT ON COLUMN figures.alerts.to_do IS 'What a person can do about it.';
COMMENT ON COLUMN figures.alerts.created_at IS 'When it was first seen.';
COMMENT ON COLUMN figures.alerts.last_seen_at IS 'When it was last seen.';
COMMENT ON COLUMN figures.alerts.times_seen IS 'How often it was seen; seeing it again sends nothing unless it changed.';
COMMENT ON COLUMN figures.alerts.resolved_at IS 'When it was over; NULL while it is open.';
COMMENT ON COLUMN figures.alerts.resolved_because IS 'Why it is over.';
COMMENT ON COLUMN figures.alerts.messages IS 'Messages written about it: raised, changed, worsened, resolved.';
COMMENT ON COLUMN figures.alerts.delivered IS 'Deliveries made, counted per channel; 0 with messages written: no channel takes this alert.';
COMMENT ON COLUMN figures.alerts.waiting IS 'Deliveries that a channel has not taken yet.';
COMMENT ON COLUMN figures.alerts.last_error IS 'Why the newest of them was not taken; of a mail that was, which of its recipients were refused.';
COMMENT ON COLUMN figures.alerts.facts IS 'Findings, worst cells, what depends on them, link: as in the message.';
