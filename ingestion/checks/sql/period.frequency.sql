-- A period is as long as the frequency of its series says.
SELECT format('%s=%s, %s (%s cells)', 'freq', dimensions->>'freq', min(time_period), count(*)) AS said
  FROM staged JOIN series USING (series_id)
 WHERE after IS NOT NULL AND dimensions->>'freq' IN ('A', 'S', 'Q', 'M', 'W', 'D')
   AND frequency IN ('A', 'S', 'Q', 'M', 'W', 'D') AND dimensions->>'freq' <> frequency
 GROUP BY dimensions->>'freq', frequency
