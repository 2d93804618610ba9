-- The sum of one member's year moved further than usual at its age; young figures may double. Of rates
-- and shares at least six must have moved: behind a rate of a small country may stand one person.
WITH grouped AS MATERIALIZED (
  SELECT place_id, year, change, base, usual_size,
         greatest((SELECT "limit" FROM rule WHERE check_id = 'revision.total'), 3 * usual_size,
                  CASE WHEN young AND change > 0 THEN 1.0 END)
         + 2 / sqrt(weight) AS allowed
    FROM moved_at
   WHERE weight >= 30 AND (counted OR revised >= 6)),
suspected AS MATERIALIZED (  -- by sums of floats
  SELECT place_id, year, usual_size AS usual, allowed FROM grouped
   WHERE abs(change) > allowed * base * (1 - 1e-9) ORDER BY abs(change) / base DESC LIMIT 250),
exact AS (
  SELECT place_id, year, allowed, usual AS usual_size, sum(change)::float8 AS change, sum(abs(before_value))::float8 AS base
    FROM suspected JOIN member USING (place_id) JOIN revised USING (series_id, year)
   GROUP BY place_id, year, allowed, usual),
far AS MATERIALIZED (
  SELECT exact.*, dimension, code, unit FROM exact JOIN place USING (place_id)
   WHERE abs(change) > allowed * base ORDER BY abs(change) / base DESC LIMIT 200),
whole AS MATERIALIZED (
  SELECT moved_far.dimension, moved_far.code, moved_far.unit, extract(year FROM first_day)::integer AS year,
         count(*) AS cells, sum(abs(obs_value)) AS base
    FROM (SELECT DISTINCT dimension, code, unit FROM far) AS moved_far
    JOIN everyone ON everyone.dimensions->>moved_far.dimension = moved_far.code AND everyone.unit = moved_far.unit
    JOIN before USING (series_id)
    JOIN vintages.period USING (period_id)
   WHERE obs_value IS NOT NULL
   GROUP BY moved_far.dimension, moved_far.code, moved_far.unit, extract(year FROM first_day))
SELECT far.dimension || '=' || far.code AS member, abs(far.change) / whole.base AS size,
       format('%s=%s%s, %s: the sum of %s figures went from %s to %s (%s%%, usual %s%%)', far.dimension, far.code,
              coalesce(', ' || nullif(far.unit, ''), ''), far.year, whole.cells, whole.base,
              round(whole.base + far.change::numeric, scale(whole.base)),
              to_char(100 * far.change / whole.base, 'FMSG999990.0'), round((100 * far.usual_size)::numeric, 1)) AS said
  FROM far JOIN whole USING (dimension, code, unit, year)
 WHERE abs(far.change) > far.allowed * whole.base
 ORDER BY abs(far.change) / whole.base DESC, whole.cells
