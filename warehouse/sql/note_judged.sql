-- Note that the statements bound to a dataset were judged against all that is loaded of it.
INSERT INTO documents.judged AS held (dataset_code, loads)
SELECT dataset_code, loads FROM vintages.dataset WHERE dataset_code = %(dataset_code)s
    ON CONFLICT (dataset_code) DO UPDATE SET loads = excluded.loads WHERE held.loads <> excluded.loads
