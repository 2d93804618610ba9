-- The cells that moved most, in units of chance and of what is usual: of the members that failed first,
-- and each series' worst before its second worst. Only those twenty are spelled out. What came where nothing was
-- is no worse the larger it is, and a young figure that comes is what releases are for: it is told last. Flags are
-- told where they are what changed.
WITH cell AS (
  SELECT series_id, period_id, abs(before_value) AS size,
         coalesce(abs(growth) / sqrt(usual_size ^ 2 + 1 / greatest(abs(before_value)::float8, 1)),
                  abs(change)::float8 / sqrt(greatest(abs(before_value)::float8, 1))) AS surprise
    FROM revised
   UNION ALL
  SELECT series_id, period_id, abs(coalesce(before_value, after_value)),
         CASE WHEN before_value IS NOT NULL AND after_value IS NULL THEN sqrt(abs(before_value)::float8)
              WHEN young AND before_value IS NULL AND after_value IS NOT NULL THEN -1
              ELSE 0 END
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
SELECT series_key, time_period,
       CASE WHEN change_kind = 'status_changed' THEN concat_ws(' ', before, nullif(before_flags, '')) ELSE before END AS before,
       CASE WHEN change_kind IN ('status_changed', 'withdrawn') THEN concat_ws(' ', after, nullif(after_flags, '')) ELSE after END AS after,
       CASE WHEN change IS NOT NULL AND change_kind = 'revised' THEN usual_size END AS usual_size,
       CASE WHEN change IS NOT NULL AND change_kind = 'revised' THEN revisions END AS revisions
  FROM worst JOIN moved USING (series_id, period_id) JOIN series USING (series_id)
 ORDER BY first DESC, turn, surprise DESC, size DESC NULLS LAST, series_id, period_id
