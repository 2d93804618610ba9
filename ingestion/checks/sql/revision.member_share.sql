-- Members of which more old figures were revised than the limit, and twice the share of all together.
WITH old_series AS MATERIALIZED (
  SELECT place_id, count(*) AS series
    FROM (SELECT DISTINCT series_id FROM moved WHERE rough_change IS NOT NULL AND NOT young) AS mover JOIN member USING (series_id)
   GROUP BY place_id),
counted AS MATERIALIZED (
  SELECT dimension, code, sum(old) AS cells, sum(series)::bigint AS series
    FROM (SELECT place_id, sum(old) AS old FROM moved_at GROUP BY place_id) AS old_cells
    JOIN old_series USING (place_id) JOIN place USING (place_id)
   GROUP BY dimension, code HAVING sum(old) >= 20),
worst AS MATERIALIZED (  -- only where the series touched were revised in a good part
  SELECT counted.* FROM counted, facts
   WHERE cells > 0.2 * (SELECT "limit" FROM rule WHERE check_id = 'revision.member_share')
                     * counted.series * observations_before / greatest(series_before, 1)
   ORDER BY cells::float8 / counted.series DESC LIMIT 5),
held AS (
  SELECT worst.dimension, worst.code, count(*) AS cells
    FROM worst
    JOIN everyone ON everyone.dimensions->>worst.dimension = worst.code
    JOIN before USING (series_id)
   WHERE obs_value IS NOT NULL
   GROUP BY worst.dimension, worst.code)
SELECT dimension || '=' || code AS member,
       format('%s=%s: %s of %s figures', dimension, code, worst.cells, held.cells) AS said
  FROM worst JOIN held USING (dimension, code)
 WHERE worst.cells > held.cells * (SELECT "limit" FROM rule WHERE check_id = 'revision.member_share')
   AND worst.cells::float8 / held.cells > 2 * (SELECT revised::float8 / observations_before FROM facts)
 ORDER BY worst.cells::float8 / held.cells DESC
