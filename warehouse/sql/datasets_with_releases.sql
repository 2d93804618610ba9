-- The datasets of which at least one release is held.
SELECT dataset_code FROM figures.datasets WHERE first_released_at IS NOT NULL ORDER BY dataset_code
