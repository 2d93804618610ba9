-- The datasets held, for the overview: what is newest of each, and whether one of its releases waits.
SELECT dataset.dataset_code, dataset.title, dataset.vintages, dataset.last_released_at,
       (SELECT count(*) FROM figures.waiting WHERE waiting.dataset_code = dataset.dataset_code) AS waiting
  FROM figures.datasets AS dataset
 WHERE dataset.last_released_at IS NOT NULL OR EXISTS (
       SELECT FROM figures.waiting WHERE waiting.dataset_code = dataset.dataset_code)
 ORDER BY dataset.dataset_code
