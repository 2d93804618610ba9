-- 1. Registered victims in the EU for 2022 as first published, and today?
-- One row per figure: the first number, today's, and whether they differ. A figure that was revised
-- has two truths, and a text has to say which one it quotes. One that is gone from the table has no today.
-- Runs on EU_THB_PRINTED (figures as documents printed them).
SELECT first.series_key, first.time_period,
       first.as_published AS first_published, first.released_at::date AS first_published_on,
       latest.as_published AS today, latest.released_at::date AS today_since,
       first.as_published IS DISTINCT FROM latest.as_published AS restated
  FROM figures.first_published('EU_THB_PRINTED') AS first
  LEFT JOIN figures.as_of('EU_THB_PRINTED', now()) AS latest USING (dataset_code, series_key, dimensions, time_period)
 WHERE first.dimensions @> '{"leg_stat": "PER_VICT", "span": "Y1"}'
   AND first.time_period BETWEEN '2020' AND '2022'
 ORDER BY restated DESC, first.series_key, first.time_period
