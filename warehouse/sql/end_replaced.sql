-- The versions that a release replaced end with it.
UPDATE vintages.strip
   SET replaced = vintages.moment(%(released_at)s)
  FROM {changes} AS change
 WHERE change.leg = 1 AND change.change_kind <> 'first_published'
   AND strip.dataset_id = %(dataset_id)s AND strip.period_set_id > 0 AND strip.series_id = change.series_id
   AND strip.period_set_id = change.period_id AND strip.released < vintages.moment(%(released_at)s)
   AND (strip.replaced IS NULL OR strip.replaced > vintages.moment(%(released_at)s))
