-- The revision triangle of the newest periods of a series, so many or all.
SELECT *
  FROM figures.revision_triangle(%(dataset_code)s, %(series_key)s)
 WHERE time_period = ANY (ARRAY(
       SELECT period.time_period
         FROM figures.series_named(%(dataset_code)s, %(series_key)s) AS series
         JOIN figures.histories AS cell USING (dataset_id, series_id)
         JOIN figures.periods AS period USING (period_id)
        WHERE cell.as_published IS NOT NULL
        GROUP BY period.period_id, period.time_period
        ORDER BY period.period_id DESC
        LIMIT %(newest)s::integer))
