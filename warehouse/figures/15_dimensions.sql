-- The dimensions of every release held, in the order of its series keys.
CREATE OR REPLACE VIEW figures.dimensions AS
SELECT dataset.dataset_code,
       release.released_at,
       dimension.place::integer AS place,
       dimension.dimension,
       structure_dimension.label,
       release.released
  FROM vintages.release
  JOIN vintages.dataset USING (dataset_id)
  JOIN vintages.dimension_set USING (dataset_id, dimension_set_id)
 CROSS JOIN LATERAL unnest(dimension_set.dimensions) WITH ORDINALITY AS dimension (dimension, place)
  LEFT JOIN vintages.structure_dimension
    ON structure_dimension.structure_id = release.structure_id
   AND structure_dimension.dimension = dimension.dimension;

COMMENT ON VIEW figures.dimensions IS 'The dimensions of every release held: one row per release and dimension.';
COMMENT ON COLUMN figures.dimensions.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.dimensions.released_at IS 'Publication time of the release.';
COMMENT ON COLUMN figures.dimensions.place IS 'Place of the dimension in the series key, from 1.';
COMMENT ON COLUMN figures.dimensions.dimension IS 'The dimension''s id.';
COMMENT ON COLUMN figures.dimensions.label IS 'The dimension''s name in the structure that came with the release; NULL where none came.';
COMMENT ON COLUMN figures.dimensions.released IS 'released_at as seconds since 2000-01-01 UTC.';
