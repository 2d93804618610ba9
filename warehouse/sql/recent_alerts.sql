-- Alerts as analysts see them: the open ones first, then the newest.
SELECT * FROM figures.alerts
 WHERE (%(dataset_code)s::text IS NULL OR dataset_code = %(dataset_code)s)
   AND (%(with_resolved)s OR resolved_at IS NULL)
 ORDER BY resolved_at IS NOT NULL, array_position(ARRAY['critical', 'warning', 'info'], severity), created_at DESC
 LIMIT %(top)s
