-- A cell that a late release brought and its successor has not: where it was first published later, it reappears.
UPDATE vintages.strip
   SET before = ' ', plain = false
  FROM {changes} AS change
 WHERE change.leg = 2 AND change.change_kind = 'vanished'
   AND strip.dataset_id = %(dataset_id)s AND strip.series_id = change.series_id
   AND strip.period_set_id = change.period_id AND strip.released > vintages.moment(%(replaced_at)s)
   AND strip.before IS NULL
