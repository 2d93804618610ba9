-- How many cells a vintage gave another version, by member of a dimension and period.
WITH member AS MATERIALIZED (
  SELECT series_id, dimensions ->> %(dimension)s AS code, labels ->> %(dimension)s AS label
    FROM figures.series
   WHERE dataset_code = %(dataset_code)s
), counted AS (
  SELECT code, max(label) AS label, period_id, count(*) AS cells
    FROM figures.replacements JOIN member USING (series_id)
   WHERE dataset_id = %(dataset_id)s AND replaced = %(released)s
   GROUP BY code, period_id
)
SELECT coalesce(code, '') AS code, label, time_period, period_id, cells
  FROM counted JOIN figures.periods USING (period_id)
