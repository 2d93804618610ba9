-- The last answer that bore a date: by the source's clock and by ours, when the answer was whole.
SELECT headers->>'date' AS date, started_at + make_interval(secs => seconds) AS ended_at, seconds
  FROM vintages.fetch
 WHERE headers ? 'date' AND outcome IN ('ok', 'unchanged')
 ORDER BY started_at DESC
 LIMIT 1
