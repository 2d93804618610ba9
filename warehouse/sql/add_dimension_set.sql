-- Register an order of dimensions, or find it.
INSERT INTO vintages.dimension_set (dataset_id, dimensions)
VALUES (%(dataset_id)s, %(dimensions)s)
    ON CONFLICT (dataset_id, dimensions) DO UPDATE SET dimensions = excluded.dimensions
RETURNING dimension_set_id
