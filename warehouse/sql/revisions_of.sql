-- What changed between neighbouring vintages of a dataset, oldest first.
SELECT released_at, series_key, time_period, change_kind, before, after, status_before, status_after, absolute, relative
  FROM figures.revisions
 WHERE dataset_code = %(dataset_code)s
   AND (%(since)s::timestamptz IS NULL OR released_at >= %(since)s)
   AND CASE WHEN %(kind)s::text IS NULL THEN change_kind <> 'first_published' ELSE change_kind = %(kind)s END
 ORDER BY released_at, series_key COLLATE "C", time_period COLLATE "C"
