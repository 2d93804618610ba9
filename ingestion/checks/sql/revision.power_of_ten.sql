-- A fifth of a member's revised figures moved by 10, 100, 1000 ... up or down.
WITH cell AS (
  SELECT series_id, unit, round(power) AS power, round(power) <> 0 AND abs(power - round(power)) < 0.002 AS exact
    FROM (SELECT series_id, unit, log((after_value / before_value)::float8) AS power
            FROM revised
           WHERE before_value <> 0 AND after_value / before_value > 0
             AND greatest(abs(before_value), abs(after_value)) >= 20) AS ratio)
SELECT dimension || '=' || code AS member,
       format('%s=%s%s: %s of %s revised figures times 10^%s', dimension, code, coalesce(', ' || nullif(unit, ''), ''),
              count(*) FILTER (WHERE exact), count(*), mode() WITHIN GROUP (ORDER BY power) FILTER (WHERE exact)) AS said
  FROM cell JOIN member USING (series_id, unit)
 GROUP BY dimension, code, unit
HAVING count(*) FILTER (WHERE exact) >= greatest((SELECT "limit" FROM rule WHERE check_id = 'revision.power_of_ten'), 0.2 * count(*))
 ORDER BY count(*) FILTER (WHERE exact)::float8 / count(*) DESC, count(*)
