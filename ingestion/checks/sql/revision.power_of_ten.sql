-- A fifth of a member's revised figures moved by 10, 100, 1000 ... up or down.
WITH by_series AS MATERIALIZED (
  SELECT series_id, unit, round(power) AS power, count(*) AS cells,
         count(*) FILTER (WHERE round(power) <> 0 AND abs(power - round(power)) < 0.002 + 0.3 / least(weight, weight * 10 ^ power)) AS exact
    FROM (SELECT series_id, unit, weight, (growth / ln(10.0))::float8 AS power
            FROM revised WHERE growth IS NOT NULL AND weight * exp(greatest(growth, 0)) >= 20) AS ratio
   GROUP BY series_id, unit, round(power)),
by_power AS (
  SELECT dimension, code, unit, power, sum(exact) AS exact, sum(sum(cells)) OVER (PARTITION BY dimension, code, unit) AS cells
    FROM by_series JOIN member USING (series_id, unit)
   GROUP BY dimension, code, unit, power)
SELECT dimension || '=' || code AS member,
       format('%s=%s%s: %s of %s revised figures times 10^%s', dimension, code, coalesce(', ' || nullif(unit, ''), ''),
              exact, cells, power) AS said
  FROM by_power
 WHERE exact >= greatest((SELECT "limit" FROM rule WHERE check_id = 'revision.power_of_ten'), 0.2 * cells)
 ORDER BY exact / cells DESC, cells
