-- After a late release: its successor's versions of the cells in which both are the same go.
WITH same AS MATERIALIZED (
  SELECT series_id, period_id FROM {changes} GROUP BY series_id, period_id HAVING bool_and(leg = 1))
DELETE FROM vintages.observation
 USING same
 WHERE observation.dataset_id = %(dataset_id)s AND observation.released = vintages.moment(%(released_at)s)
   AND observation.series_id = same.series_id AND observation.period_id = same.period_id
