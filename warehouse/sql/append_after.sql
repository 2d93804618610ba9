-- Before a late release: its successor's versions of the cells that it changes, which replace other ones from
-- now on, and where there are none yet; which releases follow on these.
WITH merged AS (
MERGE INTO vintages.strip AS known
USING (
  SELECT series_id, period_id,
         (after_value IS NOT NULL OR after_raw IS NULL)
         AND (before_value IS NOT NULL OR before_raw IS NULL OR change_kind = 'first_published') AS plain,
         vintages.cell_of(after_raw, after_value, after_flags)
         || CASE WHEN change_kind = 'first_published' THEN ''
                 ELSE E'\t' || vintages.cell_of(before_raw, before_value, before_flags) END AS cells
    FROM {changes}
   WHERE leg = 2
     AND (series_id, period_id) IN (SELECT series_id, period_id FROM {changes} WHERE leg = 1)) AS change
   ON known.dataset_id = %(dataset_id)s AND known.period_set_id > 0
  AND known.series_id = change.series_id AND known.period_set_id = change.period_id
  AND known.released = vintages.moment(%(replaced_at)s)
 WHEN MATCHED THEN UPDATE SET cells = change.cells, plain = change.plain
 WHEN NOT MATCHED THEN
INSERT (series_id, period_set_id, released, replaced, dataset_id, plain, cells)
VALUES (change.series_id, change.period_id, vintages.moment(%(replaced_at)s),
        CASE WHEN EXISTS (SELECT FROM vintages.release
                           WHERE dataset_id = %(dataset_id)s AND released > vintages.moment(%(replaced_at)s))
             THEN (SELECT min(strip.released)
                     FROM vintages.strip
                    WHERE strip.dataset_id = %(dataset_id)s AND strip.period_set_id > 0
                      AND strip.series_id = change.series_id AND strip.period_set_id = change.period_id
                      AND strip.released > vintages.moment(%(replaced_at)s)) END,
        %(dataset_id)s, change.plain, change.cells)
RETURNING known.replaced, merge_action() = 'INSERT' AS is_new)
SELECT DISTINCT replaced FROM merged WHERE is_new AND replaced IS NOT NULL ORDER BY replaced
