-- The channel took the message; a remark says who of several receivers did not.
UPDATE alerts.delivery
   SET delivered_at = clock_timestamp(), attempts = attempts + 1, last_error = %(remark)s
 WHERE message_id = %(message_id)s AND channel = %(channel)s
