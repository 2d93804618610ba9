-- A figure that is confidential, or not for publication, must not have been published.
SELECT format('%s, %s: %s %s', series_key, time_period, after, after_flags) AS said
  FROM staged JOIN series USING (series_id)
 WHERE after_value IS NOT NULL AND after_flags ~ '@[CN]|^[a-z]*c'
