-- Before a late release: its successor's versions of the cells that it changes, where there are none yet;
-- which releases follow on these.
WITH appended AS (
INSERT INTO vintages.strip (series_id, period_set_id, released, replaced, dataset_id, plain, gone, cells)
SELECT series_id, period_id, vintages.moment(%(replaced_at)s), later.released, %(dataset_id)s,
       after_value IS NOT NULL OR after_raw IS NULL, after_raw IS NOT DISTINCT FROM '',
       concat_ws(' ', CASE after_raw WHEN '' THEN '-' ELSE coalesce(after_raw, after_value::text, ':') END, after_flags)
  FROM {changes} AS change
 CROSS JOIN LATERAL (SELECT min(strip.released) AS released
                       FROM vintages.strip
                      WHERE strip.dataset_id = %(dataset_id)s AND strip.series_id = change.series_id
                        AND strip.period_set_id = change.period_id
                        AND strip.released > vintages.moment(%(replaced_at)s)) AS later
 WHERE leg = 2
   AND (series_id, period_id) IN (SELECT series_id, period_id FROM {changes} WHERE leg = 1)
ON CONFLICT DO NOTHING
RETURNING replaced)
SELECT DISTINCT replaced FROM appended WHERE replaced IS NOT NULL ORDER BY replaced
