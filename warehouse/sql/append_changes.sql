-- Append the changes of a release as new versions, each a strip of its own; of a late one those that its
-- successor, which ends them, takes back or changes again.
INSERT INTO {lone_strips} (series_id, period_set_id, released, replaced, dataset_id, plain, cells)
SELECT series_id, period_id, vintages.moment(%(released_at)s), vintages.moment(%(replaced_at)s), %(dataset_id)s,
       (after_value IS NOT NULL OR after_raw IS NULL)
       AND (before_value IS NOT NULL OR before_raw IS NULL OR change_kind = 'first_published'),
       vintages.cell_of(after_raw, after_value, after_flags)
       || CASE WHEN change_kind = 'first_published' THEN ''
               ELSE E'\t' || vintages.cell_of(before_raw, before_value, before_flags) END
  FROM (SELECT * FROM {changes} WHERE leg = 1 AND %(replaced_at)s::timestamptz IS NULL
        UNION ALL
        SELECT * FROM {changes}
         WHERE leg = 1 AND (series_id, period_id) IN (SELECT series_id, period_id FROM {changes} WHERE leg = 2)) AS change
