-- Whether the warehouse was ever migrated.
SELECT to_regclass('figures.datasets') IS NOT NULL AS there
