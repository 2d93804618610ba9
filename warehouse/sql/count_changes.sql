-- How many changes a stage holds.
SELECT count(*) AS cells FROM {changes}
