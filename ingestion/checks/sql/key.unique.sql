-- One figure per series and period: neither twice in the file, nor new where there is one already. Where
-- many are new, those of periods that the dataset never had need not be looked up.
WITH held AS MATERIALIZED (
  SELECT DISTINCT period_set_id FROM strip_before
   WHERE (SELECT sum(cells) > 10000 FROM seen WHERE change_kind = 'first_published')),
once AS MATERIALIZED (
  SELECT period_id FROM place_in_strip JOIN held USING (period_set_id) UNION SELECT period_set_id FROM held),
doubtful AS MATERIALIZED (
  SELECT series_id, period_id
    FROM staged
   WHERE (SELECT NOT first FROM facts) AND change_kind = 'first_published'
     AND series_id NOT IN (SELECT series_id FROM series WHERE new)
     AND (NOT EXISTS (SELECT FROM held) OR period_id IN (SELECT period_id FROM once))),
known AS MATERIALIZED (
  SELECT series_id, period_id
    FROM doubtful JOIN strip_before USING (series_id) JOIN place_in_strip USING (period_set_id, period_id)
   WHERE split_part(cells, E'\t', place) <> '' AND coalesce(vintages.left_with(departures, place) > moment, true)
   UNION
  SELECT doubtful.* FROM doubtful JOIN strip_before AS alone ON alone.series_id = doubtful.series_id AND period_set_id = period_id),
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
