-- The heart-beat of a feed's watcher.
INSERT INTO vintages.watcher AS held (feed, last_poll_at, last_success_at, errors_in_a_row, last_error, watermark)
VALUES (%(feed)s, clock_timestamp(), CASE WHEN %(error)s::text IS NULL THEN clock_timestamp() END,
        CASE WHEN %(error)s::text IS NULL THEN 0 ELSE 1 END, %(error)s, %(watermark)s)
    ON CONFLICT (feed) DO UPDATE
   SET last_poll_at = excluded.last_poll_at,
       last_success_at = coalesce(excluded.last_success_at, held.last_success_at),
       errors_in_a_row = CASE WHEN excluded.last_error IS NULL THEN 0 ELSE held.errors_in_a_row + 1 END,
       last_error = excluded.last_error,
       watermark = coalesce(excluded.watermark, held.watermark)
