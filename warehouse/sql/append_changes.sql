-- Append the changes of a release as new versions, each a strip of its own; of a late one those that its
-- successor, which ends them, takes back or changes again.
INSERT INTO vintages.strip (series_id, period_set_id, released, replaced, dataset_id, plain, gone, cells)
SELECT series_id, period_id, vintages.moment(%(released_at)s), vintages.moment(%(replaced_at)s), %(dataset_id)s,
       after_value IS NOT NULL OR after_raw IS NULL, after_raw IS NOT DISTINCT FROM '',
       concat_ws(' ', CASE after_raw WHEN '' THEN '-' ELSE coalesce(after_raw, after_value::text, ':') END, after_flags)
  FROM {changes}
 WHERE leg = 1
   AND (%(replaced_at)s::timestamptz IS NULL
        OR (series_id, period_id) IN (SELECT series_id, period_id FROM {changes} WHERE leg = 2))
