-- When each dataset was last released, as far as this warehouse knows.
SELECT dataset_code, last_released_at FROM figures.datasets WHERE last_released_at IS NOT NULL
