-- After a late release: its successor's versions of the cells that it changed, where there are none yet.
INSERT INTO vintages.observation (series_id, period_id, released, dataset_id, obs_value, raw, flags)
SELECT series_id, period_id, vintages.moment(%(released_at)s), %(dataset_id)s, after_value, after_raw, after_flags
  FROM {changes} AS change
 WHERE leg = 2
   AND EXISTS (SELECT FROM {changes} AS late
                WHERE late.leg = 1 AND late.series_id = change.series_id AND late.period_id = change.period_id)
ON CONFLICT DO NOTHING
