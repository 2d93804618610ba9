-- Codes of new series against the codelists that came with the release.
SELECT dimension || '=' || code AS member, format('%s=%s (%s series)', dimension, code, count(*)) AS said
  FROM series, jsonb_each_text(dimensions) AS used (dimension, code)
 WHERE series.new
   AND EXISTS (SELECT FROM code WHERE code.dimension = used.dimension)
   AND NOT EXISTS (SELECT FROM code WHERE code.dimension = used.dimension AND code.code = used.code)
 GROUP BY dimension, code
 ORDER BY count(*) DESC
