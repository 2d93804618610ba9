-- Codes of new series against the codelists that came with the release; of series that have cells.
WITH spelled AS MATERIALIZED (
  SELECT place, code FROM series, string_to_table(series_key, '.') WITH ORDINALITY AS spelled (code, place)
   WHERE series.new AND EXISTS (SELECT FROM code)
   GROUP BY place, code),
unknown AS MATERIALIZED (
  SELECT name AS dimension, spelled.place, spelled.code
    FROM facts, unnest(dimensions) WITH ORDINALITY AS dimension (name, place) JOIN spelled USING (place)
   WHERE EXISTS (SELECT FROM code WHERE code.dimension = name)
     AND NOT EXISTS (SELECT FROM code WHERE code.dimension = name AND code.code = spelled.code))
SELECT dimension || '=' || unknown.code AS member, format('%s=%s (%s series)', dimension, unknown.code, count(*)) AS said
  FROM unknown
  JOIN series ON series.new AND split_part(series_key, '.', place::integer) = unknown.code
 WHERE EXISTS (SELECT FROM staged WHERE staged.series_id = series.series_id)
 GROUP BY dimension, unknown.code
 ORDER BY count(*) DESC
