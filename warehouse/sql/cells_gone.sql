-- Cells that were in the dataset once and are not in it at a moment of publication time.
SELECT series_id, period_set_id AS period_id
  FROM vintages.strip
 WHERE dataset_id = %(dataset_id)s AND period_set_id > 0 AND cells LIKE ' %%'
   AND released <= vintages.moment(%(released_at)s)
   AND (replaced IS NULL OR replaced > vintages.moment(%(released_at)s))
