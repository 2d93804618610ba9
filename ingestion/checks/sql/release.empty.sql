-- A header alone is a whole file to its reader, and never a release; nor is a first one without a number.
SELECT 'there is not one observation in it' AS said FROM facts WHERE observations = 0
 UNION ALL
SELECT format('of its %s observations not one is a number', observations)
  FROM facts WHERE first AND observations > 0 AND NOT EXISTS (SELECT FROM seen WHERE numbers > 0)
