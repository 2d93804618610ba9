-- The vintages of some datasets, oldest first.
SELECT dataset_code, vintage_id, vintages.moment_at(released) AS released_at FROM figures.releases
 WHERE dataset_code = ANY (%(datasets)s) AND outcome = 'vintage'
 ORDER BY dataset_code, released
