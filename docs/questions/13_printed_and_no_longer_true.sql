-- 13. Which printed figure is no longer what the source says?
-- One row per figure that a document printed and a later one printed otherwise: who quotes the
-- first one has been wrong since that day.
-- Runs on EU_THB_PRINTED: the share of women and girls among the victims of 2020.
SELECT printed.series_key, printed.time_period, printed.as_published AS printed,
       printed.released_at::date AS printed_on, printed.replaced_at::date AS untrue_since, latest.as_published AS today
  FROM figures.versions AS printed
  JOIN figures.latest USING (dataset_code, series_key, dimensions, time_period)
 WHERE printed.dataset_code = 'EU_THB_PRINTED'
   AND printed.replaced_at IS NOT NULL
   AND printed.as_published <> latest.as_published
 ORDER BY printed.series_key, printed.time_period, printed_on
