-- The sum of one member's year moved further than usual at its age; young figures may double.
WITH grouped AS MATERIALIZED (
  SELECT dimension, code, unit, year, count(*) AS cells, sum(change) AS change,
         sum(abs(before_value)) AS base, max(usual_size) AS usual_size,
         greatest((SELECT "limit" FROM rule WHERE check_id = 'revision.total'), 3 * max(usual_size),
                  CASE WHEN bool_and(young) AND sum(change) > 0 THEN 1.0 END)
         + 2 / sqrt(sum(abs(before_value))) AS allowed
    FROM revised JOIN member USING (series_id, unit)
   GROUP BY dimension, code, unit, year
  HAVING sum(abs(before_value)) >= 30),
far AS MATERIALIZED (
  SELECT * FROM grouped WHERE abs(change) > allowed * base ORDER BY abs(change) / base DESC LIMIT 40)
SELECT far.dimension || '=' || far.code AS member,
       format('%s=%s%s, %s: the sum of %s figures went from %s to %s (%s%%, usual %s%%)', far.dimension, far.code,
              coalesce(', ' || nullif(far.unit, ''), ''), far.year, whole.cells, whole.base, whole.base + far.change,
              to_char(100 * far.change / whole.base, 'FMSG999990.0'), round((100 * far.usual_size)::numeric, 1)) AS said
  FROM far
 CROSS JOIN LATERAL (
       SELECT count(*) AS cells, sum(abs(obs_value)) AS base
         FROM member JOIN before USING (series_id) JOIN vintages.period USING (period_id)
        WHERE member.dimension = far.dimension AND member.code = far.code AND member.unit = far.unit
          AND extract(year FROM first_day) = far.year AND obs_value IS NOT NULL) AS whole
 WHERE abs(far.change) > far.allowed * whole.base
 ORDER BY abs(far.change) / whole.base DESC, far.cells
