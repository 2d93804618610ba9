-- Counts are whole, in a unit that had whole numbers only.
SELECT format('%s, %s: %s', series_key, time_period, after) AS said
  FROM staged JOIN series USING (series_id) JOIN domain USING (unit) CROSS JOIN facts
 WHERE whole AND after_value <> trunc(after_value)
   AND (declared OR NOT facts.first AND unit NOT IN (
        SELECT series.unit FROM before JOIN series USING (series_id) JOIN domain USING (unit)
         WHERE whole AND obs_value <> trunc(obs_value)))
