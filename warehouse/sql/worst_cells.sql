-- The cells that moved most, in units of chance and of what is usual: of the members that failed first,
-- and each series' worst before its second worst.
WITH cell AS (
  SELECT series_id, time_period, before, after, usual_size, revisions, abs(before_value) AS size,
         coalesce(abs(growth) / sqrt(usual_size ^ 2 + 1 / greatest(abs(before_value)::float8, 1)),
                  abs(change)::float8 / sqrt(greatest(abs(before_value)::float8, 1))) AS surprise
    FROM revised
   UNION ALL
  SELECT series_id, time_period, before, after, NULL, NULL, abs(coalesce(before_value, after_value)),
         CASE WHEN change_kind <> 'status_changed' THEN sqrt(abs(coalesce(before_value, after_value, 0))::float8) ELSE 0 END
    FROM moved WHERE change_kind <> 'revised'),
concerned AS MATERIALIZED (
  SELECT series_id FROM member
   WHERE place_id IN (SELECT place_id FROM place WHERE dimension || '=' || code = ANY (%(members)s)))
SELECT series_key, time_period, before, after, usual_size, revisions
  FROM cell JOIN series USING (series_id)
 ORDER BY series_id IN (SELECT series_id FROM concerned) DESC,
          row_number() OVER (PARTITION BY series_id ORDER BY surprise DESC, size DESC NULLS LAST),
          surprise DESC, size DESC NULLS LAST, series_key, time_period
 LIMIT 20
