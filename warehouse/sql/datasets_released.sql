-- When each dataset that is held was last released, also where that release waits for a person or was kept out.
SELECT dataset_code, greatest(last_released_at, announced.released_at) AS released_at
  FROM figures.datasets
  LEFT JOIN (SELECT dataset_code, max(released_at) AS released_at FROM vintages.announced GROUP BY dataset_code) AS announced
    USING (dataset_code)
 WHERE last_released_at IS NOT NULL
