-- How many releases of a dataset are held, republished ones included.
SELECT count(*) AS releases FROM figures.releases WHERE dataset_code = %(dataset_code)s
