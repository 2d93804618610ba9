-- What is held of each dataset, with its newest vintage.
SELECT dataset_code, title, vintages, last_released_at, last_recorded_at,
       (SELECT max(vintage.released_at) FROM figures.vintages AS vintage
         WHERE vintage.dataset_code = dataset.dataset_code) AS last_vintage_at
  FROM figures.datasets AS dataset
 ORDER BY dataset_code
