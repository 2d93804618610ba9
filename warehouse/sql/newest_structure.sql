-- The structure that the newest release brought, and the one whose labels are in use.
SELECT newest.structure_id, dataset.labelled_by
  FROM vintages.dataset
  LEFT JOIN LATERAL (
       SELECT release.structure_id
         FROM vintages.release
        WHERE release.dataset_id = dataset.dataset_id AND release.structure_id IS NOT NULL
        ORDER BY release.released DESC
        LIMIT 1) AS newest ON true
 WHERE dataset.dataset_id = %(dataset_id)s
