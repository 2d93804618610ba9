-- At least half of a member's year moved by one factor; young figures may grow up to twofold.
WITH cell AS MATERIALIZED (
  SELECT dimension, code, unit, year, growth, young, before_value
    FROM revised JOIN member USING (series_id, unit)
   WHERE before_value >= 20 AND abs(growth) >= (SELECT "limit" FROM rule WHERE check_id = 'revision.shift') - 0.01),
factor AS MATERIALIZED (
  SELECT dimension, code, unit, year, percentile_cont(0.5) WITHIN GROUP (ORDER BY growth) AS middle,
         count(*) AS cells
    FROM cell GROUP BY dimension, code, unit, year HAVING count(*) >= 6),
alike AS MATERIALIZED (
  SELECT dimension, code, unit, year, min(middle) AS middle, count(*) AS cells
    FROM factor JOIN cell USING (dimension, code, unit, year)
   WHERE abs(middle) >= (SELECT "limit" FROM rule WHERE check_id = 'revision.shift')
     AND abs(growth - middle) <= 0.01 + 1 / before_value AND NOT (young AND middle BETWEEN 0 AND ln(2.0))
   GROUP BY dimension, code, unit, year HAVING count(*) >= 6)
SELECT alike.dimension || '=' || alike.code AS member,
       format('%s=%s%s, %s: %s of %s figures times %s', alike.dimension, alike.code,
              coalesce(', ' || nullif(alike.unit, ''), ''), alike.year, alike.cells, whole.cells,
              round(exp(alike.middle)::numeric, 3)) AS said
  FROM alike
 CROSS JOIN LATERAL (
       SELECT count(*) AS cells
         FROM member JOIN before USING (series_id) JOIN vintages.period USING (period_id)
        WHERE member.dimension = alike.dimension AND member.code = alike.code AND member.unit = alike.unit
          AND extract(year FROM first_day) = alike.year AND obs_value >= 20) AS whole
 WHERE alike.cells >= 0.5 * whole.cells
 ORDER BY alike.cells::float8 / whole.cells DESC, alike.cells
