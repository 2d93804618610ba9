-- Datasets whose last answer from the source is that it knows no such dataset. NothingFound says so where
-- the dataset itself was asked for; of a part of its data it says that the part is empty.
SELECT dataset_code, started_at, error
  FROM (SELECT DISTINCT ON (dataset_code) dataset_code, outcome, started_at, error
          FROM vintages.fetch
         WHERE dataset_code IS NOT NULL
           AND (outcome IN ('ok', 'unchanged', 'DatasetGone') OR outcome = 'NothingFound' AND purpose = 'probe')
         ORDER BY dataset_code, started_at DESC, fetch_id DESC) AS last
 WHERE outcome IN ('DatasetGone', 'NothingFound')
 ORDER BY dataset_code
