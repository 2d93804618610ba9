-- One dataset, with its number and its dimensions in the order of its newest series keys.
SELECT dataset.dataset_id, dataset.dataset_code, coalesce(dataset.title, dataset.dataset_code) AS title, dataset.vintages,
       dataset.first_released_at, dataset.last_released_at, dataset.last_recorded_at,
       ARRAY(SELECT dimension.dimension FROM figures.dimensions AS dimension
              WHERE dimension.dataset_code = dataset.dataset_code AND dimension.released_at = dataset.last_released_at
              ORDER BY dimension.place) AS dimensions,
       ARRAY(SELECT coalesce(dimension.label, dimension.dimension) FROM figures.dimensions AS dimension
              WHERE dimension.dataset_code = dataset.dataset_code AND dimension.released_at = dataset.last_released_at
              ORDER BY dimension.place) AS dimension_labels
  FROM figures.datasets AS dataset
 WHERE dataset.dataset_code = %(dataset_code)s
