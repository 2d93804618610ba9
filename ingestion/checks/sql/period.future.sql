-- Periods that had not begun when the release came, in a dataset that never had such (no projections).
-- On a first release one cell in a hundred is a slip, more are projections.
WITH ahead AS MATERIALIZED (
  SELECT time_period, first_day, sum(there) AS cells FROM seen, facts
   WHERE there > 0 AND first_day > released_at::date
   GROUP BY time_period, first_day),
usual AS (
  SELECT FROM facts
   WHERE CASE WHEN (SELECT count(*) FROM ahead) = 0 THEN false
              WHEN facts.first THEN (SELECT sum(cells) FROM ahead) > 0.01 * observations
              ELSE EXISTS (SELECT FROM before JOIN vintages.period USING (period_id)
                            WHERE period.first_day > released_before::date) END)
SELECT format('%s begins %s (%s cells)', time_period, first_day, cells) AS said
  FROM ahead WHERE NOT EXISTS (SELECT FROM usual)
 ORDER BY cells DESC
