-- The datasets that statements are bound to and that were loaded since these were judged.
SELECT DISTINCT dataset.dataset_code
  FROM documents.statement
  JOIN vintages.dataset ON dataset.dataset_code = ANY (statement.datasets)
  LEFT JOIN documents.judged USING (dataset_code)
 WHERE NOT statement.withdrawn AND judged.loads IS DISTINCT FROM dataset.loads
 ORDER BY dataset_code
