-- The cells that moved most, in units of chance and of what is usual: of the members that failed first,
-- and each series' worst before its second worst. Only those twenty are spelled out.
WITH cell AS (
  SELECT series_id, period_id, abs(before_value) AS size,
         coalesce(abs(growth) / sqrt(usual_size ^ 2 + 1 / greatest(abs(before_value)::float8, 1)),
                  abs(change)::float8 / sqrt(greatest(abs(before_value)::float8, 1))) AS surprise
    FROM revised
   UNION ALL
  SELECT series_id, period_id, abs(coalesce(before_value, after_value)),
         CASE WHEN change_kind <> 'status_changed' THEN sqrt(abs(coalesce(before_value, after_value, 0))::float8) ELSE 0 END
    FROM moved WHERE change_kind <> 'revised'),
concerned AS MATERIALIZED (
  SELECT series_id FROM member
   WHERE place_id IN (SELECT place_id FROM place WHERE dimension || '=' || code = ANY (%(members)s))),
worst AS (
  SELECT *, series_id IN (SELECT series_id FROM concerned) AS first
    FROM (SELECT *, row_number() OVER (PARTITION BY series_id ORDER BY surprise DESC, size DESC NULLS LAST, period_id) AS turn
            FROM cell) AS cell
   ORDER BY first DESC, turn, surprise DESC, size DESC NULLS LAST, series_id, period_id
   LIMIT 20)
SELECT series_key, time_period, before, after,
       CASE WHEN change IS NOT NULL AND change_kind = 'revised' THEN usual_size END AS usual_size,
       CASE WHEN change IS NOT NULL AND change_kind = 'revised' THEN revisions END AS revisions
  FROM worst JOIN moved USING (series_id, period_id) JOIN series USING (series_id)
 ORDER BY first DESC, turn, surprise DESC, size DESC NULLS LAST, series_id, period_id
