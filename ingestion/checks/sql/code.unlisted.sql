-- Dimensions for which no codelist came with the release: their codes were not checked.
SELECT format('%s (%s)', name, CASE WHEN EXISTS (SELECT FROM code) THEN 'no codelist' ELSE 'no structure came' END) AS said
  FROM facts, unnest(dimensions) AS name
 WHERE NOT EXISTS (SELECT FROM code WHERE code.dimension = name)
