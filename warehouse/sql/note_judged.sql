-- Note that the statements bound to a dataset were judged against all that is loaded of it; not where some are put off.
INSERT INTO documents.judged AS held (dataset_code, loads)
SELECT dataset_code, loads FROM vintages.dataset
 WHERE dataset_code = %(dataset_code)s
   AND NOT EXISTS (SELECT FROM documents.half_released WHERE %(dataset_code)s = ANY (datasets))
    ON CONFLICT (dataset_code) DO UPDATE SET loads = excluded.loads WHERE held.loads <> excluded.loads
