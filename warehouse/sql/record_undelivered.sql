-- The channel did not take the message: when to try again.
UPDATE alerts.delivery
   SET attempts = attempts + 1, last_error = %(error)s,
       next_try_at = clock_timestamp() + make_interval(secs => %(pause_seconds)s)
 WHERE message_id = %(message_id)s AND channel = %(channel)s
