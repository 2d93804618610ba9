-- After a late release: its successor's versions of the cells in which both are the same go.
DELETE FROM vintages.observation
 USING {changes} AS late
 WHERE observation.dataset_id = %(dataset_id)s AND observation.released = vintages.moment(%(released_at)s)
   AND late.leg = 1 AND observation.series_id = late.series_id AND observation.period_id = late.period_id
   AND NOT EXISTS (SELECT FROM {changes} AS still
                    WHERE still.leg = 2 AND still.series_id = late.series_id AND still.period_id = late.period_id)
