-- After a late release: forget where versions of the cells concerned ended.
DELETE FROM vintages.replacement
 USING (SELECT series_id, period_id FROM {changes}
        UNION
        SELECT * FROM unnest(%(taken_series)s::integer[], %(taken_periods)s::integer[])) AS cell (series_id, period_id)
 WHERE replacement.dataset_id = %(dataset_id)s
   AND replacement.series_id = cell.series_id AND replacement.period_id = cell.period_id
