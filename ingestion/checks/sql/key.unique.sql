-- One figure per series and period: neither twice in the file, nor new where there is one already. A
-- first release has its key before it is checked.
SELECT format('%s, %s: %s cells', series_key, time_period, cells) AS said
  FROM (SELECT series_id, period_id, time_period, count(*) + count(known) AS cells
          FROM staged
          LEFT JOIN LATERAL (
               SELECT true AS known FROM before
                WHERE before.series_id = staged.series_id AND before.period_id = staged.period_id
                LIMIT 1) AS held ON change_kind = 'first_published'
         WHERE (SELECT NOT first FROM facts)
         GROUP BY series_id, period_id, time_period
        HAVING count(*) + count(known) > 1) AS twice
  JOIN series USING (series_id)
