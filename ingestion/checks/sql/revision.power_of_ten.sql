-- A fifth of a member's revised figures moved by 10, 100, 1000 ... up or down. All of its figures are
-- counted only where enough of them did.
WITH by_series AS MATERIALIZED (
  SELECT series_id, round(power) AS power, count(*) AS cells,
         count(*) FILTER (WHERE round(power) <> 0 AND abs(power - round(power)) < 0.002 + 0.3 / least(weight, weight * 10 ^ power)) AS exact
    FROM (SELECT series_id, weight, (growth / ln(10.0))::float8 AS power
            FROM revised WHERE growth IS NOT NULL AND weight * exp(greatest(growth, 0)) >= 20) AS ratio
   GROUP BY series_id, round(power)),
suspected AS MATERIALIZED (
  SELECT place_id, power, sum(exact) AS exact
    FROM by_series JOIN member USING (series_id)
   WHERE exact > 0
   GROUP BY place_id, power
  HAVING sum(exact) >= (SELECT "limit" FROM rule WHERE check_id = 'revision.power_of_ten')),
whole AS (
  SELECT place_id, sum(cells) AS cells
    FROM (SELECT DISTINCT place_id FROM suspected) AS moved_far
    JOIN member USING (place_id) JOIN by_series USING (series_id)
   GROUP BY place_id)
SELECT dimension || '=' || code AS member, abs(power) AS size,
       format('%s=%s%s: %s of %s revised figures times 10^%s', dimension, code, coalesce(', ' || nullif(unit, ''), ''),
              exact, cells, power) AS said
  FROM suspected JOIN whole USING (place_id) JOIN place USING (place_id)
 WHERE exact >= 0.2 * cells
 ORDER BY exact / cells DESC, cells
