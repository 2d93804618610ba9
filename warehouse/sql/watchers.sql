-- The heart-beat of each watcher: how long ago it asked its feed, and how that went.
SELECT feed, last_poll_at, last_success_at, errors_in_a_row, last_error,
       extract(epoch FROM clock_timestamp() - last_poll_at)::float8 AS age_seconds
  FROM vintages.watcher
 ORDER BY feed
