-- A cell that a late release brought and its successor has not: where it was first published later, it reappears.
UPDATE vintages.strip
   SET cells = cells || E'\t ', plain = false
  FROM {changes} AS change
 WHERE change.leg = 2 AND change.change_kind = 'vanished'
   AND strip.dataset_id = %(dataset_id)s AND strip.period_set_id > 0 AND strip.series_id = change.series_id
   AND strip.period_set_id = change.period_id AND strip.released > vintages.moment(%(replaced_at)s)
   AND strpos(strip.cells, E'\t') = 0
