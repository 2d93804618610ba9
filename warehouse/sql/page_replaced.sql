-- How many cells a vintage gave another version, by member of a dimension: in all, and in its newest periods.
WITH member AS MATERIALIZED (
  SELECT series_id, dimensions ->> %(dimension)s AS code, labels ->> %(dimension)s AS label
    FROM figures.series
   WHERE dataset_code = %(dataset_code)s
), counted AS MATERIALIZED (
  SELECT code, max(label) AS label, period_id, count(*) AS cells
    FROM figures.replacements JOIN member USING (series_id)
   WHERE dataset_id = %(dataset_id)s AND replaced = %(released)s
   GROUP BY code, period_id
), period AS (
  SELECT period_id, time_period, count(*) OVER () AS periods
    FROM figures.periods
   WHERE period_id IN (SELECT period_id FROM counted)
   ORDER BY period_id DESC LIMIT %(most)s
)
SELECT coalesce(code, '') AS code, max(label) AS label, NULL AS time_period, sum(cells)::bigint AS cells,
       (SELECT max(periods) FROM period) AS periods
  FROM counted GROUP BY code
 UNION ALL
(SELECT coalesce(code, ''), NULL, time_period, cells, NULL
  FROM counted JOIN period USING (period_id)
 ORDER BY period_id DESC)
