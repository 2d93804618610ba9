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
         CASE WHEN earlier > 0 AND before_value > 0 THEN ln(earlier::float8 / before_value::float8) END AS step FROM cell
  UNION ALL
  SELECT series_id, 'later', after_value = later, growth, young,
         CASE WHEN later > 0 AND before_value > 0 THEN ln(later::float8 / before_value::float8) END FROM cell),
by_series AS MATERIALIZED (
  SELECT series_id, side, count(*) AS cells, count(*) FILTER (WHERE same) AS same,
         count(*) FILTER (WHERE old) AS n, sum(step) FILTER (WHERE old) AS x, sum(growth) FILTER (WHERE old) AS y,
         sum(step * step) FILTER (WHERE old) AS xx, sum(growth * growth) FILTER (WHERE old) AS yy, sum(step * growth) FILTER (WHERE old) AS xy
    FROM way CROSS JOIN LATERAL (SELECT NOT young AND growth IS NOT NULL AND step IS NOT NULL AS old) AS kind
   GROUP BY series_id, side),
by_member AS (
  SELECT dimension, code, side, sum(cells) AS cells, sum(same) AS same, sum(n)::float8 AS n,
         sum(n) * sum(xy) - sum(x) * sum(y) AS together,
         sum(n) * sum(xx) - sum(x) ^ 2 AS spread_x, sum(n) * sum(yy) - sum(y) ^ 2 AS spread_y
    FROM by_series JOIN member USING (series_id)
   GROUP BY dimension, code, side)
SELECT dimension || '=' || code AS member,
       format('%s=%s: %s of %s changed figures are those of the %s period%s', dimension, code, same, cells, side,
              CASE WHEN same < 0.5 * cells THEN ', and the others follow it' END) AS said
  FROM by_member
 WHERE same >= greatest((SELECT "limit" FROM rule WHERE check_id = 'period.shifted'), 0.5 * cells)
    OR n >= 2 * (SELECT "limit" FROM rule WHERE check_id = 'period.shifted') AND n >= 0.5 * cells
       AND spread_x > 1e-9 AND spread_y > 1e-9 AND together > 0.9 * sqrt(spread_x * spread_y)
       AND together / spread_x BETWEEN 0.8 AND 1.25
 ORDER BY cells DESC
