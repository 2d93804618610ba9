-- At least half of a member's changed figures are those of the period before, or after; or, where all
-- figures are revised besides, old ones follow the way of their neighbours (a correlation of 0.9: one
-- that a restatement by an even share does not have).
WITH cell AS MATERIALIZED (
  SELECT series_id, before_value, after_value, growth, young,
         lag(before_value) OVER following AS earlier, lead(before_value) OVER following AS later
    FROM moved WHERE change_kind IN ('revised', 'backfilled', 'withdrawn')
  WINDOW following AS (PARTITION BY series_id ORDER BY period_id)),
way AS (
  SELECT series_id, 'earlier' AS side, after_value = earlier AS same, growth, young,
         CASE WHEN earlier > 0 AND before_value > 0 THEN ln(earlier::float8 / before_value::float8) END AS step
    FROM cell WHERE earlier IS NOT NULL
  UNION ALL
  SELECT series_id, 'later', after_value = later, growth, young,
         CASE WHEN later > 0 AND before_value > 0 THEN ln(later::float8 / before_value::float8) END
    FROM cell WHERE later IS NOT NULL),
by_series AS MATERIALIZED (
  SELECT series_id, side, count(*) FILTER (WHERE same) AS same,
         count(*) FILTER (WHERE old) AS n, sum(step) FILTER (WHERE old) AS x, sum(growth) FILTER (WHERE old) AS y,
         sum(step * step) FILTER (WHERE old) AS xx, sum(growth * growth) FILTER (WHERE old) AS yy, sum(step * growth) FILTER (WHERE old) AS xy
    FROM way CROSS JOIN LATERAL (SELECT NOT young AND growth IS NOT NULL AND step IS NOT NULL AS old) AS kind
   WHERE same OR old
   GROUP BY series_id, side),
suspected AS MATERIALIZED (
  SELECT dimension, code, side, sum(same) AS same, sum(n) AS n,
         sum(x) AS x, sum(y) AS y, sum(xx) AS xx, sum(yy) AS yy, sum(xy) AS xy
    FROM by_series JOIN member USING (series_id)
   WHERE same > 0 OR n > 0
   GROUP BY dimension, code, side
  HAVING sum(same) >= (SELECT "limit" FROM rule WHERE check_id = 'period.shifted')
      OR sum(n) >= 2 * (SELECT "limit" FROM rule WHERE check_id = 'period.shifted')),
held AS (
  SELECT dimension, code, sum(changed) AS cells FROM moved_at JOIN place USING (place_id) GROUP BY dimension, code),
by_member AS (
  SELECT dimension, code, side, cells, same, n::float8 AS n,
         n * xy - x * y AS together, n * xx - x ^ 2 AS spread_x, n * yy - y ^ 2 AS spread_y
    FROM suspected JOIN held USING (dimension, code))
SELECT dimension || '=' || code AS member,
       format('%s=%s: %s of %s changed figures are those of the %s period%s', dimension, code, same, cells, side,
              CASE WHEN same < 0.5 * cells THEN ', and the others follow it' END) AS said
  FROM by_member
 WHERE same >= greatest((SELECT "limit" FROM rule WHERE check_id = 'period.shifted'), 0.5 * cells)
    OR n >= 2 * (SELECT "limit" FROM rule WHERE check_id = 'period.shifted') AND n >= 0.5 * cells
       AND spread_x > 1e-9 AND spread_y > 1e-9 AND together > 0.9 * sqrt(spread_x * spread_y)
       AND together / spread_x BETWEEN 0.8 AND 1.25
 ORDER BY cells DESC
