-- What an SDMX data query would find: how much, and the codes and periods that occur in it.
WITH asked AS MATERIALIZED (
  SELECT DISTINCT found.dataset_id, found.series_id, found.dimensions
    FROM jsonb_array_elements(%(keys)s) AS key (members)
   CROSS JOIN LATERAL figures.series_asked(%(dataset_code)s, key.members) AS found
   WHERE NOT EXISTS (SELECT FROM jsonb_each(%(without)s) AS unwanted
                      WHERE unwanted.value ? (found.dimensions ->> unwanted.key))
), cells AS MATERIALIZED (
  SELECT series_id, period_id
    FROM asked
    JOIN figures.histories AS cell USING (dataset_id, series_id)
    JOIN figures.periods AS period USING (period_id)
   WHERE cell.released <= %(released)s
     AND coalesce(cell.replaced > %(released)s, true)  -- as in sdmx_observations
     AND cell.as_published IS NOT NULL
     AND (%(labels)s::text[] IS NULL OR period.time_period = ANY (%(labels)s))
     AND (%(first_day)s::date IS NULL OR period.first_day >= %(first_day)s)
     AND (%(last_day)s::date IS NULL OR period.last_day <= %(last_day)s)
), occurring AS MATERIALIZED (
  SELECT dimensions FROM asked WHERE series_id IN (SELECT series_id FROM cells)
)
SELECT (SELECT count(*) FROM cells) AS observations,
       (SELECT count(*) FROM occurring) AS series,
       (SELECT jsonb_object_agg(dimension, codes)
          FROM (SELECT member.key AS dimension, jsonb_agg(DISTINCT member.value) AS codes
                  FROM occurring CROSS JOIN LATERAL jsonb_each_text(dimensions) AS member
                 GROUP BY member.key) AS by_dimension) AS codes,
       (SELECT jsonb_agg(time_period ORDER BY period_id)
          FROM figures.periods
         WHERE period_id IN (SELECT period_id FROM cells)) AS periods
