-- One figure per series and period.
SELECT format('%s, %s: %s cells', series_key, time_period, cells) AS said
  FROM (SELECT series_id, time_period, count(*) AS cells FROM staged
         GROUP BY series_id, time_period HAVING count(*) > 1) AS twice
  JOIN series USING (series_id)
