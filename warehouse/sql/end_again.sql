-- After a late release: state again where each version of the cells that it changed ends.
INSERT INTO vintages.replacement (series_id, period_id, released, replaced, dataset_id)
SELECT series_id, period_id, released, replaced, %(dataset_id)s
  FROM (SELECT series_id, period_id, released,
               lead(released) OVER (PARTITION BY series_id, period_id ORDER BY released) AS replaced
          FROM {changes}
          JOIN vintages.observation USING (series_id, period_id)
         WHERE leg = 1 AND observation.dataset_id = %(dataset_id)s) AS version
 WHERE replaced IS NOT NULL
RETURNING replaced
