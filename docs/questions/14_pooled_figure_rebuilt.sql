-- 14. Can the two-year figure of a report be rebuilt at the vintage of the report?
-- The sum of the single years as they stood on the day of the report, and as they stand now, if each of
-- them does. The report of 20 January 2025 printed 17 248 victims for 2021 and 2022.
-- Runs on EU_THB_PRINTED.
SELECT sum(printed.obs_value) AS on_the_day,
       CASE WHEN bool_and(latest.obs_value IS NOT NULL) THEN sum(latest.obs_value) END AS today,
       string_agg(printed.as_published, ' + ' ORDER BY printed.time_period) AS made_of,
       sum(printed.obs_value) = 17248 AS is_what_was_printed
  FROM figures.as_of('EU_THB_PRINTED', '2025-01-20') AS printed
  LEFT JOIN figures.as_of('EU_THB_PRINTED', now()) AS latest USING (dataset_code, series_key, dimensions, time_period)
 WHERE printed.series_key = 'A.Y1.PER_VICT.TOTAL.ESTAT.NR.EU27_2020'
   AND printed.time_period IN ('2021', '2022')
