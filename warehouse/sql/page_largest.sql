-- The largest revisions of one small vintage: figures of at least 30 by their relative change, then the small ones.
SELECT series.series_key, series.dimensions, series.labels, period.time_period, largest.before, largest.after,
       NULL AS usual
  FROM (SELECT gone.series_id, gone.period_id, past.as_published AS before, now.as_published AS after,
               abs(past.obs_value) >= 30 AS large,
               abs(now.obs_value - past.obs_value) / nullif(abs(past.obs_value), 0) AS moved
          FROM figures.replacements AS gone
          JOIN figures.histories AS past USING (dataset_id, series_id, period_id, replaced)
          JOIN figures.histories AS now
            ON now.dataset_id = gone.dataset_id AND now.series_id = gone.series_id
           AND now.period_id = gone.period_id AND now.released = gone.replaced
         WHERE gone.dataset_id = %(dataset_id)s AND gone.replaced = %(released)s
           AND past.obs_value <> now.obs_value
         ORDER BY large DESC, moved DESC NULLS LAST, gone.series_id, gone.period_id
         LIMIT %(most)s) AS largest
  JOIN figures.series USING (series_id)
  JOIN figures.periods AS period USING (period_id)
 ORDER BY large DESC, moved DESC NULLS LAST, series.series_key
