-- Two codes of a dimension that took each other's figures.
WITH cell AS MATERIALIZED (
  SELECT member.dimension, member.code, (series.dimensions - member.dimension)::text AS rest, period_id, before_value, after_value
    FROM revised JOIN series USING (series_id, unit) JOIN member USING (series_id, unit)
   WHERE greatest(abs(before_value), abs(after_value)) >= 10),
pair AS (
  SELECT one.dimension, one.code AS one, other.code AS other, count(*) AS cells
    FROM cell AS one
    JOIN cell AS other USING (dimension, rest, period_id)
   WHERE one.code < other.code AND one.before_value = other.after_value AND one.after_value = other.before_value
   GROUP BY one.dimension, one.code, other.code
  HAVING count(*) >= (SELECT "limit" FROM rule WHERE check_id = 'code.swapped'))
SELECT pair.dimension || '=' || one AS member,
       format('%s: %s and %s, %s figures', pair.dimension, one, other, pair.cells) AS said
  FROM pair
 WHERE pair.cells >= 0.5 * (SELECT count(*) FROM cell WHERE cell.dimension = pair.dimension AND cell.code = one)
 ORDER BY pair.cells DESC
