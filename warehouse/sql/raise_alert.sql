-- Open an alert, or see an open one again; returns it with what was known of it before. The same story seen from where
-- no link leads keeps its link.
INSERT INTO alerts.alert AS held (dataset_code, kind, key, fingerprint, severity, title, facts)
VALUES (%(dataset_code)s, %(kind)s, %(key)s, %(fingerprint)s, %(severity)s, %(title)s, %(facts)s)
    ON CONFLICT (kind, dataset_code, key) WHERE resolved_at IS NULL DO UPDATE
   SET fingerprint = excluded.fingerprint,
       severity = greatest(held.severity, excluded.severity),
       title = excluded.title,
       facts = excluded.facts || CASE WHEN held.fingerprint = excluded.fingerprint AND excluded.facts->>'link' IS NULL
                                      THEN jsonb_build_object('link', held.facts->'link') ELSE jsonb_build_object() END,
       last_seen_at = clock_timestamp(),
       times_seen = held.times_seen + 1
RETURNING new.alert_id, old.fingerprint AS fingerprint_before, old.alert_id IS NULL AS is_new,
          new.severity > old.severity AS is_worse
