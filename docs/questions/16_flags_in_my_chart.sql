-- 16. Which series of my chart have a break or another definition, and since when?
-- One row per figure that ever bore one of the flags: flagged_since is the release that brought the flag,
-- is_flagged_now whether the figure still has it. A dataset in which no figure of the chart ever did is
-- one row that says so, and which flags occur in it.
-- Runs on SYNTHETIC_WEEKLY, which has provisional figures alone (ask for '[p]' to see them), and on
-- CRIM_THB_SEX once it is held, whose breaks and definitions (b, d) are what the question is about.
WITH asked (dataset_code, members, flags) AS (VALUES
  ('SYNTHETIC_WEEKLY', '{"kind": "K1"}'::jsonb, '[bd]'),
  ('CRIM_THB_SEX', '{"leg_stat": "PER_VICT", "unit": "NR"}', '[bd]')
), chart AS (
  SELECT asked.dataset_code, flags, version.series_key, time_period, as_published, obs_status, released_at, replaced_at
    FROM asked
   CROSS JOIN LATERAL figures.series_asked(asked.dataset_code, members) AS series
    JOIN figures.versions AS version USING (dataset_id, series_key, dimensions)
), flagged AS (
  SELECT dataset_code, series_key, time_period, min(released_at)::date AS flagged_since, bool_or(replaced_at IS NULL) AS is_flagged_now,
         (array_agg(as_published ORDER BY released_at DESC))[1] AS as_published,
         (array_agg(obs_status ORDER BY released_at DESC))[1] AS obs_status
    FROM chart
   WHERE obs_status ~ flags
   GROUP BY dataset_code, series_key, time_period
)
SELECT dataset_code, series_key, time_period, as_published, obs_status, flagged_since, is_flagged_now, NULL AS said
  FROM flagged
 UNION ALL
SELECT dataset_code, NULL, NULL, NULL, NULL, NULL, NULL,
       format('no figure was ever flagged %s; flags that occur: %s', flags, coalesce(string_agg(DISTINCT obs_status, ', '), 'none'))
  FROM chart
 WHERE NOT EXISTS (SELECT FROM flagged WHERE flagged.dataset_code = chart.dataset_code)
 GROUP BY dataset_code, flags
 ORDER BY dataset_code, series_key, time_period
