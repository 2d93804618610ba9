-- A late release takes over the versions of its successor that it brought already.
UPDATE vintages.strip
   SET released = vintages.moment(%(released_at)s)
  FROM {changes} AS change
 WHERE change.leg = 1
   AND NOT EXISTS (SELECT FROM {changes} AS after
                    WHERE leg = 2 AND after.series_id = change.series_id AND after.period_id = change.period_id)
   AND strip.dataset_id = %(dataset_id)s AND strip.period_set_id > 0 AND strip.series_id = change.series_id
   AND strip.period_set_id = change.period_id AND strip.released = vintages.moment(%(replaced_at)s)
