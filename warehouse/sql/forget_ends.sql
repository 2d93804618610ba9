-- After a late release: forget where versions of the cells that it changed ended.
DELETE FROM vintages.replacement
 USING {changes} AS late
 WHERE late.leg = 1 AND replacement.dataset_id = %(dataset_id)s
   AND replacement.series_id = late.series_id AND replacement.period_id = late.period_id
