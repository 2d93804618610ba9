-- Before a late release: its successor's versions of the cells that it changes, which replace other ones from
-- now on, and where there are none yet; which releases follow on these.
WITH appended AS (
INSERT INTO vintages.strip AS known (series_id, period_set_id, released, replaced, dataset_id, plain, cells, before)
SELECT series_id, period_id, vintages.moment(%(replaced_at)s),
       CASE WHEN EXISTS (SELECT FROM vintages.release
                          WHERE dataset_id = %(dataset_id)s AND released > vintages.moment(%(replaced_at)s))
            THEN (SELECT min(strip.released)
                    FROM vintages.strip
                   WHERE strip.dataset_id = %(dataset_id)s AND strip.series_id = change.series_id
                     AND strip.period_set_id = change.period_id
                     AND strip.released > vintages.moment(%(replaced_at)s)) END,
       %(dataset_id)s,
       (after_value IS NOT NULL OR after_raw IS NULL)
       AND (before_value IS NOT NULL OR before_raw IS NULL OR change_kind = 'first_published'),
       vintages.cell_of(after_raw, after_value, after_flags),
       CASE WHEN change_kind <> 'first_published' THEN vintages.cell_of(before_raw, before_value, before_flags) END
  FROM {changes} AS change
 WHERE leg = 2
   AND (series_id, period_id) IN (SELECT series_id, period_id FROM {changes} WHERE leg = 1)
    ON CONFLICT (dataset_id, series_id, period_set_id, released) DO UPDATE SET before = excluded.before, plain = excluded.plain
RETURNING known.replaced, old.released IS NULL AS is_new)
SELECT DISTINCT replaced FROM appended WHERE is_new AND replaced IS NOT NULL ORDER BY replaced
