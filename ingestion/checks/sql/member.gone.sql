-- Members of a dimension that lost nine of ten of their numbers.
WITH lost AS MATERIALIZED (
  SELECT dimension, code, count(*) AS cells, count(DISTINCT series_id) AS series
    FROM moved JOIN member USING (series_id)
   WHERE before_value IS NOT NULL AND after_value IS NULL
   GROUP BY dimension, code HAVING count(*) >= 5)
SELECT dimension || '=' || code AS member,
       format('%s=%s: %s of %s numbers', dimension, code, lost.cells, held.cells) AS said
  FROM lost
 CROSS JOIN LATERAL (
       SELECT count(*) AS cells FROM member JOIN before USING (series_id)
        WHERE member.dimension = lost.dimension AND member.code = lost.code AND obs_value IS NOT NULL) AS held
 WHERE lost.cells >= 0.9 * held.cells
 ORDER BY lost.cells DESC
