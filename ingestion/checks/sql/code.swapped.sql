-- Two codes of a dimension that took each other's figures, give or take a routine revision (2 %). Values
-- that changed places in a period are found first, by steps of 2 %: few do where nothing was swapped.
WITH cell AS MATERIALIZED (
  SELECT series_id, period_id, before_value::float8 AS before_value, after_value::float8 AS after_value,
         round(50 * ln(before_value::float8)) AS before_step, round(50 * ln(after_value::float8)) AS after_step
    FROM revised
   WHERE greatest(before_value, after_value) >= 10 AND abs(growth) >= 0.03),
mirrored AS MATERIALIZED (
  SELECT one.series_id AS one, other.series_id AS other
    FROM cell AS one
   CROSS JOIN (VALUES (-1), (0), (1)) AS early (off)
   CROSS JOIN (VALUES (-1), (0), (1)) AS late (off)
    JOIN cell AS other
      ON other.period_id = one.period_id
     AND other.before_step = one.after_step + early.off AND other.after_step = one.before_step + late.off
   WHERE one.series_id < other.series_id
     AND abs(ln(other.before_value / one.after_value)) <= 0.02
     AND abs(ln(other.after_value / one.before_value)) <= 0.02),
pair AS (
  SELECT mine.dimension, least(mine.code, theirs.code) AS one, greatest(mine.code, theirs.code) AS other, sum(cells) AS cells
    FROM (SELECT one, other, count(*) AS cells FROM mirrored GROUP BY one, other) AS series_pair
   CROSS JOIN LATERAL (SELECT dimensions FROM everyone WHERE series_id = one LIMIT 1) AS here
   CROSS JOIN LATERAL (SELECT dimensions FROM everyone WHERE series_id = other LIMIT 1) AS there
   CROSS JOIN LATERAL jsonb_each_text(here.dimensions) AS mine (dimension, code)
   CROSS JOIN LATERAL (SELECT there.dimensions->>mine.dimension AS code) AS theirs
   WHERE mine.dimension NOT IN ('freq', 'unit') AND theirs.code <> mine.code
     AND here.dimensions - mine.dimension = there.dimensions - mine.dimension
   GROUP BY mine.dimension, least(mine.code, theirs.code), greatest(mine.code, theirs.code)
  HAVING sum(cells) >= (SELECT "limit" FROM rule WHERE check_id = 'code.swapped'))
SELECT pair.dimension || '=' || one AS member,
       format('%s: %s and %s, %s figures', pair.dimension, one, other, pair.cells) AS said
  FROM pair
 WHERE pair.cells >= 0.5 * (SELECT count(*) FROM cell JOIN member USING (series_id)
                             WHERE member.dimension = pair.dimension AND member.code = one)
 ORDER BY pair.cells DESC
