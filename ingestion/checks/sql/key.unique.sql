-- One figure per series and period: neither twice in the file, nor new where there is one already.
SELECT format('%s, %s: %s cells', series_key, time_period, cells) AS said
  FROM (SELECT series_id, period_id, time_period,
               count(*) + count(*) FILTER (WHERE change_kind = 'first_published' AND known) AS cells
          FROM staged
         CROSS JOIN LATERAL (
               SELECT change_kind = 'first_published' AND EXISTS (
                      SELECT FROM before
                       WHERE before.series_id = staged.series_id AND before.period_id = staged.period_id) AS known) AS cell
         GROUP BY series_id, period_id, time_period
        HAVING count(*) > 1 OR bool_or(known)) AS twice
  JOIN series USING (series_id)
