-- Alerts. Written in the transaction that finds the fault, sent later by whoever is alive then.
CREATE SCHEMA alerts;
COMMENT ON SCHEMA alerts IS 'What is wrong, the messages about it, and how far each message got.';

CREATE TYPE alerts.severity AS ENUM ('info', 'warning', 'critical');  -- in this order: the last is the worst

-- What is, or was, wrong: open until resolved. Its severity never falls while it is open, so that
-- the news of its end reaches everybody who was told of it.
CREATE TABLE alerts.alert (
  alert_id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dataset_code     text,             -- NULL: about the warehouse, not about one dataset
  kind             text NOT NULL,
  key              text NOT NULL,    -- what tells two alerts of a kind apart, such as the release
  fingerprint      text NOT NULL,    -- another one means: tell again
  severity         alerts.severity NOT NULL,
  title            text NOT NULL,
  facts            jsonb NOT NULL,
  created_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  last_seen_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  times_seen       integer NOT NULL DEFAULT 1,
  resolved_at      timestamptz,
  resolved_because text
);
CREATE UNIQUE INDEX alert_open ON alerts.alert (kind, dataset_code, key) NULLS NOT DISTINCT WHERE resolved_at IS NULL;

-- One message about an alert, as it was when the message was written.
CREATE TABLE alerts.outbox (
  message_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  mail_id    uuid NOT NULL DEFAULT gen_random_uuid(),  -- the same in each attempt: receivers know it again
  alert_id   bigint NOT NULL REFERENCES alerts.alert,
  occasion   text NOT NULL CHECK (occasion IN ('raised', 'changed', 'worsened', 'resolved')),
  severity   alerts.severity NOT NULL,
  title      text NOT NULL,
  facts      jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  routed_at  timestamptz
);
CREATE INDEX outbox_unrouted ON alerts.outbox (message_id) WHERE routed_at IS NULL;
CREATE INDEX outbox_alert ON alerts.outbox (alert_id, message_id);

-- How far a message got on one channel.
CREATE TABLE alerts.delivery (
  message_id    bigint NOT NULL REFERENCES alerts.outbox,
  channel       text NOT NULL,
  attempts      integer NOT NULL DEFAULT 0,
  last_error    text,
  next_try_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  delivered_at  timestamptz,
  superseded_at timestamptz,  -- a newer message about the same alert took its place before it could be sent
  PRIMARY KEY (message_id, channel)
);
CREATE INDEX delivery_waiting ON alerts.delivery (channel, next_try_at) WHERE delivered_at IS NULL AND superseded_at IS NULL;
