-- Periods that had not begun when the release came, in a dataset that never had such (no projections).
SELECT format('%s begins %s (%s cells)', time_period, first_day, count(*)) AS said
  FROM staged, facts
 WHERE after IS NOT NULL AND first_day > released_at::date AND NOT facts.first
   AND NOT EXISTS (SELECT FROM before JOIN vintages.period USING (period_id), facts
                    WHERE period.first_day > released_before::date)
 GROUP BY time_period, first_day
 ORDER BY count(*) DESC
