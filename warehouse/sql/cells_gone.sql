-- Cells that were in the dataset once and are not in it at a moment of publication time: the numbers of series and
-- period, of four bytes each, a row for each release that has any.
SELECT string_agg(int4send(series_id) || int4send(period_set_id), ''::bytea) AS cells
  FROM vintages.strip
 WHERE dataset_id = %(dataset_id)s AND period_set_id > 0 AND cells LIKE ' %%'
   AND released <= vintages.moment(%(released_at)s)
   AND (replaced IS NULL OR replaced > vintages.moment(%(released_at)s))
 GROUP BY released
