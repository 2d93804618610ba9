-- A period is as long as the frequency of its series says. The cells are looked at only where series of
-- one frequency and periods of another were seen.
WITH freqs AS MATERIALIZED (
  SELECT DISTINCT freq FROM series WHERE freq IN ('A', 'S', 'Q', 'M', 'W', 'D'))
SELECT format('%s=%s, %s (%s cells)', 'freq', freq, min(time_period), count(*)) AS said
  FROM staged JOIN series USING (series_id)
 WHERE EXISTS (SELECT FROM freqs JOIN seen ON frequency <> freq WHERE there > 0 AND frequency IN ('A', 'S', 'Q', 'M', 'W', 'D'))
   AND after IS NOT NULL AND freq IN ('A', 'S', 'Q', 'M', 'W', 'D')
   AND frequency IN ('A', 'S', 'Q', 'M', 'W', 'D') AND freq <> frequency
 GROUP BY freq, frequency
