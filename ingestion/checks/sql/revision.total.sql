-- The sum of one member's year moved further than usual at its age; young figures may double, a deficit downwards. Of rates
-- and shares at least six must have moved: behind a rate of a small country may stand one person. Balances,
-- where a tenth of a member's figures lies on the other side of zero, are the rest of larger ones, at times a
-- small rest: they are measured by what they come to in any year, without their signs, and may move by all of it.
WITH below AS MATERIALIZED (
  SELECT place_id, year, sum(rough_base) AS below
    FROM revised JOIN member USING (series_id)
   WHERE before_value < 0
   GROUP BY place_id, year),
grouped AS MATERIALIZED (
  SELECT place_id, year, change, base, usual_size,
         greatest((SELECT "limit" FROM rule WHERE check_id = 'revision.total'), 3 * usual_size,
                  CASE WHEN young AND (change > 0) = (coalesce(below, 0) <= base / 2) THEN 1.0 END)
         + 2 / sqrt(weight) AS allowed
    FROM moved_at LEFT JOIN below USING (place_id, year)
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
         count(*) AS cells, sum(obs_value) AS total, sum(abs(obs_value)) AS base
    FROM (SELECT DISTINCT dimension, code, unit FROM far) AS moved_far
    JOIN everyone ON everyone.dimensions->>moved_far.dimension = moved_far.code AND everyone.unit = moved_far.unit
    JOIN before USING (series_id)
    JOIN vintages.period USING (period_id)
   WHERE obs_value IS NOT NULL
   GROUP BY moved_far.dimension, moved_far.code, moved_far.unit, extract(year FROM first_day)),
signed AS (
  SELECT whole.*, abs(sum(total) OVER any_year) <= 0.8 * sum(base) OVER any_year AS mixed,
         cells * sum(base) OVER any_year / sum(cells) OVER any_year AS typical
    FROM whole WINDOW any_year AS (PARTITION BY dimension, code, unit)),
measured AS (
  SELECT signed.*, far.change, far.usual_size, abs(far.change) / comes_to AS size
    FROM far JOIN signed USING (dimension, code, unit, year)
   CROSS JOIN LATERAL (SELECT CASE WHEN mixed THEN greatest(signed.base, typical) ELSE signed.base END AS comes_to) AS measure
   WHERE abs(far.change) > comes_to * CASE WHEN mixed THEN greatest(1, far.allowed) ELSE far.allowed END)
SELECT dimension || '=' || code AS member, size,
       format('%s=%s%s, %s: the sum of %s figures went from %s to %s (%s, usual %s%%)', dimension, code,
              coalesce(', ' || nullif(unit, ''), ''), year, cells, total, round(total + change::numeric, scale(total)),
              CASE WHEN mixed OR total = 0 THEN format('by %s%% of what they come to without signs', to_char(100 * size, 'FM999999999999990.0'))
                   ELSE to_char(100 * change / total, 'FMSG999999999999990.0') || '%' END,
              round((100 * usual_size)::numeric, 1)) AS said
  FROM measured
 ORDER BY size DESC, cells
