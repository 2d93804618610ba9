-- A late release takes over the versions of its successor that it brought already. Which of its changes they are is
-- found first: where nothing is known of the strips yet, as of those that just left theirs, the planner would compare
-- each with each.
WITH kept AS MATERIALIZED (
  SELECT series_id, period_id
    FROM {changes} AS change
   WHERE leg = 1
     AND NOT EXISTS (SELECT FROM {changes} AS after
                      WHERE leg = 2 AND after.series_id = change.series_id AND after.period_id = change.period_id))
UPDATE vintages.strip
   SET released = vintages.moment(%(released_at)s)
  FROM kept
 WHERE strip.dataset_id = %(dataset_id)s AND strip.period_set_id > 0 AND strip.series_id = kept.series_id
   AND strip.period_set_id = kept.period_id AND strip.released = vintages.moment(%(replaced_at)s)
