-- One figure per series and period: neither twice in the file, nor new where there is one already. A
-- first release has its key before it is checked.
WITH twice AS MATERIALIZED (
  SELECT series_id, period_id FROM staged
   WHERE (SELECT NOT first FROM facts)
   GROUP BY series_id, period_id HAVING count(*) > 1),
known AS MATERIALIZED (
  SELECT staged.series_id, staged.period_id FROM staged
   CROSS JOIN LATERAL (
         SELECT FROM before
          WHERE before.series_id = staged.series_id AND before.period_id = staged.period_id
          LIMIT 1) AS held
   WHERE (SELECT NOT first FROM facts) AND change_kind = 'first_published'),
counted AS (
  SELECT series_id, period_id, time_period,
         count(*) + count(*) FILTER (WHERE change_kind = 'first_published'
                                       AND (series_id, period_id) IN (SELECT series_id, period_id FROM known)) AS cells
    FROM (SELECT series_id, period_id FROM twice UNION SELECT series_id, period_id FROM known) AS bad
    JOIN staged USING (series_id, period_id)
   GROUP BY series_id, period_id, time_period)
SELECT format('%s, %s: %s cells', series_key, time_period, cells) AS said
  FROM counted JOIN series USING (series_id)
