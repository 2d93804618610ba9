-- The last attempts to fetch something that failed within a week, newest first. That a publisher has a
-- document in another format (NotServed) is an answer and no failure.
SELECT started_at, dataset_code, purpose, outcome, http_status, error, url
  FROM vintages.fetch
 WHERE outcome NOT IN ('ok', 'unchanged', 'NotServed') AND started_at > clock_timestamp() - interval '7 days'
 ORDER BY started_at DESC
 LIMIT 5
