-- The last attempts to fetch something that failed within a week, newest first.
SELECT started_at, dataset_code, purpose, outcome, http_status, error, url
  FROM vintages.fetch
 WHERE outcome NOT IN ('ok', 'unchanged') AND started_at > clock_timestamp() - interval '7 days'
 ORDER BY started_at DESC
 LIMIT 5
