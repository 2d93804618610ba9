-- The datasets of which a release is held, or was checked: the first one may wait, or be kept out.
SELECT dataset_code FROM figures.datasets WHERE first_released_at IS NOT NULL
 UNION
SELECT dataset_code FROM figures.check_history
 ORDER BY dataset_code
