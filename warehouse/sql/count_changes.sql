-- How many changes a stage holds that its release makes.
SELECT count(*) AS cells FROM {changes} WHERE leg = 1
