-- A header alone is a whole file to its reader, and never a release.
SELECT 'there is not one observation in it' AS said FROM facts WHERE observations = 0
