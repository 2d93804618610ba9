-- Whether any cell of a dataset may stand alone: whether it has the table of such.
SELECT EXISTS (SELECT FROM pg_class
                WHERE oid = to_regclass('vintages.lone_strip_' || %(dataset_id)s) AND relispartition) AS there
