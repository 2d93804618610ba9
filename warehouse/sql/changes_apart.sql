-- The releases of a dataset whose changes tell of other cells before them than were current until then, and how many do.
SELECT vintages.moment_at(released) AS released_at, count(*) AS changes
  FROM (SELECT released, alone, before,
               lag(concat_ws(' ', raw, flags)) OVER cell AS was, lag(replaced) OVER cell AS until
          FROM vintages.version
         WHERE dataset_id = %(dataset_id)s
        WINDOW cell AS (PARTITION BY series_id, period_id ORDER BY released)) AS version
 WHERE alone AND (rtrim(before) IS DISTINCT FROM was OR until <> released)
 GROUP BY released
 ORDER BY released
