-- Whether the table of a stage's changes is there.
SELECT to_regclass(%(table)s) IS NOT NULL AS there
