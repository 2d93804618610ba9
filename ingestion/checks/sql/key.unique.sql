-- One figure per series and period: neither twice in the file, nor new where there is one already. A
-- first release has its key before it is checked.
WITH new AS MATERIALIZED (
  SELECT series_id, period_id FROM staged
   WHERE (SELECT NOT first FROM facts) AND change_kind = 'first_published'),
twice AS MATERIALIZED (
  SELECT series_id, period_id FROM staged
   WHERE (SELECT NOT first FROM facts)
   GROUP BY series_id, period_id HAVING count(*) > 1),
known AS MATERIALIZED (
  SELECT series_id, period_id
    FROM new JOIN strip_before USING (series_id) JOIN place_in_strip USING (period_set_id, period_id)
   WHERE split_part(cells, E'\t', place) <> '' AND coalesce(vintages.left_with(departures, place) > moment, true)
   UNION
  SELECT new.* FROM new JOIN strip_before AS alone ON alone.series_id = new.series_id AND period_set_id = period_id),
counted AS (
  SELECT bad.series_id, bad.period_id, time_period,
         count(*) + count(*) FILTER (WHERE change_kind = 'first_published'
                                       AND (bad.series_id, bad.period_id) IN (SELECT series_id, period_id FROM known)) AS cells
    FROM (SELECT series_id, period_id FROM twice UNION SELECT series_id, period_id FROM known) AS bad
   CROSS JOIN LATERAL (
         SELECT time_period, change_kind FROM staged
          WHERE staged.series_id = bad.series_id AND staged.period_id = bad.period_id
         OFFSET 0) AS cell  -- looked up, since a good release has none
   GROUP BY bad.series_id, bad.period_id, time_period)
SELECT format('%s, %s: %s cells', series_key, time_period, cells) AS said
  FROM counted JOIN series USING (series_id)
