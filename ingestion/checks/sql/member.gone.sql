-- Members of a dimension that lost nine of ten of their numbers. Those that kept enough among the cells
-- that changed did not, and the rest of their cells need not be counted.
WITH lost AS MATERIALIZED (
  SELECT dimension, code, sum(lost) AS cells
    FROM moved_at JOIN place USING (place_id)
   GROUP BY dimension, code HAVING sum(lost) >= 5 AND sum(lost) >= 0.9 * sum(numbers)),
held AS (
  SELECT lost.dimension, lost.code, count(*) AS cells
    FROM lost
    JOIN everyone ON everyone.dimensions->>lost.dimension = lost.code
    JOIN before USING (series_id)
   WHERE obs_value IS NOT NULL
   GROUP BY lost.dimension, lost.code)
SELECT dimension || '=' || code AS member,
       format('%s=%s: %s of %s numbers', dimension, code, lost.cells, held.cells) AS said
  FROM lost JOIN held USING (dimension, code)
 WHERE lost.cells >= 0.9 * held.cells
 ORDER BY lost.cells DESC, member
