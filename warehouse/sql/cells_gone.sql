-- Cells that were in the dataset once and are not in it at a moment of publication time.
SELECT series_id, period_id
  FROM vintages.version
 WHERE dataset_id = %(dataset_id)s AND raw = ''
   AND released <= vintages.moment(%(released_at)s)
   AND (replaced IS NULL OR replaced > vintages.moment(%(released_at)s))
