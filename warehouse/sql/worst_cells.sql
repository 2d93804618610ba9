-- The cells that moved most, in units of chance and of what is usual: of the members that failed first,
-- and each series' worst before its second worst.
WITH cell AS (
  SELECT series_id, time_period, before, after, usual_size, revisions, abs(before_value) AS size,
         coalesce(abs(growth) / sqrt(usual_size ^ 2 + 1 / greatest(abs(before_value), 1)),
                  abs(change) / sqrt(greatest(abs(before_value), 1))) AS surprise
    FROM revised
   UNION ALL
  SELECT series_id, time_period, before, after, NULL, NULL, abs(coalesce(before_value, after_value)),
         CASE WHEN change_kind <> 'status_changed' THEN sqrt(abs(coalesce(before_value, after_value, 0))) ELSE 0 END
    FROM moved WHERE change_kind <> 'revised')
SELECT series_key, time_period, before, after, usual_size, revisions
  FROM cell JOIN series USING (series_id)
 ORDER BY series_id IN (SELECT series_id FROM place JOIN stands USING (place_id)
                        WHERE dimension || '=' || code = ANY (%(members)s)) DESC,
          row_number() OVER (PARTITION BY series_id ORDER BY surprise DESC, size DESC NULLS LAST),
          surprise DESC, size DESC NULLS LAST, series_key, time_period
 LIMIT 20
