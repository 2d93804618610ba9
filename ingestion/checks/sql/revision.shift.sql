-- At least two thirds of a member's year moved by one and the same factor, as far as rounding lets it
-- be seen: a recount moves each figure by its own. Young figures may grow up to twofold. How alike
-- they are is weighed: figures that agree by chance do so with probability of their room over the
-- factor, and all together must be rarer than 1 in 10^8, since thousands of groups are looked at.
WITH cell AS MATERIALIZED (
  SELECT series_id, year, growth, 0.001 + 0.5 / least(weight, weight * exp(growth)) AS room
    FROM revised
   WHERE weight >= 20 AND abs(growth) >= (SELECT "limit" FROM rule WHERE check_id = 'revision.shift') - 0.01
     AND NOT (young AND growth BETWEEN 0 AND ln(2.0))),
placed AS MATERIALIZED (
  SELECT place_id, year, growth, room FROM cell JOIN member USING (series_id)),
factor AS MATERIALIZED (
  SELECT place_id, year, percentile_disc(0.5) WITHIN GROUP (ORDER BY growth) AS middle,
         percentile_disc(0.5) WITHIN GROUP (ORDER BY room) AS middle_room
    FROM placed GROUP BY place_id, year HAVING count(*) >= 6),
alike AS MATERIALIZED (
  SELECT dimension, code, unit, year, min(middle) AS middle, count(*) AS cells
    FROM factor JOIN placed USING (place_id, year) JOIN place USING (place_id)
   WHERE abs(middle) >= (SELECT "limit" FROM rule WHERE check_id = 'revision.shift')
     AND abs(growth - middle) <= room + middle_room
   GROUP BY dimension, code, unit, year
  HAVING count(*) >= 6 AND sum(greatest(0, ln(abs(middle) / (room + middle_room)))) > ln(1e8)),
whole AS MATERIALIZED (
  SELECT shifted.dimension, shifted.code, shifted.unit, extract(year FROM first_day)::integer AS year, count(*) AS cells
    FROM (SELECT DISTINCT dimension, code, unit FROM alike) AS shifted
    JOIN everyone ON everyone.dimensions->>shifted.dimension = shifted.code AND everyone.unit = shifted.unit
    JOIN before USING (series_id)
    JOIN vintages.period USING (period_id)
   WHERE quality.weight(obs_value) >= 20
   GROUP BY shifted.dimension, shifted.code, shifted.unit, extract(year FROM first_day))
SELECT alike.dimension || '=' || alike.code AS member, abs(alike.middle) AS size,
       format('%s=%s%s, %s: %s of %s figures times %s', alike.dimension, alike.code,
              coalesce(', ' || nullif(alike.unit, ''), ''), alike.year, alike.cells, whole.cells,
              round(exp(alike.middle)::numeric, 3)) AS said
  FROM alike JOIN whole USING (dimension, code, unit, year)
 WHERE 3 * alike.cells >= 2 * whole.cells
 ORDER BY alike.cells::float8 / whole.cells DESC, alike.cells
