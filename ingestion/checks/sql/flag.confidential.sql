-- A figure that is confidential, or not for publication, must not have been published. The cells are
-- looked for only where such flags were seen.
SELECT format('%s, %s: %s %s', series_key, time_period, after, after_flags) AS said
  FROM staged JOIN series USING (series_id)
 WHERE EXISTS (SELECT FROM seen WHERE numbers > 0 AND after_flags ~ '@[CN]|^[a-z]*c')
   AND after_value IS NOT NULL AND after_flags ~ '@[CN]|^[a-z]*c'
