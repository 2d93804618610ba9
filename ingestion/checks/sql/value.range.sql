-- Figures stay in the range of their unit, where all were in it before or the dataset's file says so.
SELECT format('%s, %s: %s is not in %s to %s', series_key, time_period, after, least, coalesce(most::text, 'any')) AS said
  FROM staged JOIN series USING (series_id) JOIN domain USING (unit) CROSS JOIN facts
 WHERE (after_value < least OR after_value > most)
   AND (declared OR NOT facts.first AND unit NOT IN (
        SELECT series.unit FROM before JOIN series USING (series_id) JOIN domain USING (unit)
         WHERE obs_value < least OR obs_value > most))
