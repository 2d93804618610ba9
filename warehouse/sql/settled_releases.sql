-- How many releases of a dataset the warehouse holds or a person has: whose run is not under way.
SELECT count(*) AS releases
  FROM (SELECT released_at
          FROM vintages.release JOIN vintages.dataset USING (dataset_id)
         WHERE dataset_code = %(dataset_code)s
         UNION
        SELECT released_at
          FROM stage.stage JOIN vintages.dataset USING (dataset_id)
         WHERE dataset_code = %(dataset_code)s AND status IN ('held', 'rejected')) AS settled
