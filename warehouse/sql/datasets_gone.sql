-- Datasets whose last answer from the source is that it knows no such dataset.
SELECT dataset_code, outcome, started_at, error
  FROM (SELECT DISTINCT ON (dataset_code) dataset_code, outcome, started_at, error
          FROM vintages.fetch
         WHERE dataset_code IS NOT NULL AND outcome IN ('ok', 'unchanged', 'DatasetGone')
         ORDER BY dataset_code, started_at DESC, fetch_id DESC) AS last
 WHERE outcome = 'DatasetGone'
 ORDER BY dataset_code
