-- What is wrong, worst and newest first, and whether those concerned were told.
SELECT severity, kind, dataset_code, title, to_do, created_at, delivered, waiting, last_error, resolved_at, resolved_because
  FROM figures.alerts
 WHERE resolved_at IS NULL OR %(with_resolved)s
 ORDER BY resolved_at IS NOT NULL, array_position(ARRAY['critical', 'warning', 'info'], severity), created_at DESC
