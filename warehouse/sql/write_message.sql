-- A message about an alert, for whoever delivers next.
INSERT INTO alerts.outbox (alert_id, occasion, severity, title, facts)
SELECT alert_id, %(occasion)s, severity, title, facts FROM alerts.alert WHERE alert_id = %(alert_id)s
