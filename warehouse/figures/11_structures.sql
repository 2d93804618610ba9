-- The dimensions, codes and labels that came with each release, and those of the newest.
CREATE OR REPLACE VIEW figures.codes AS
SELECT dataset.dataset_code,
       structure_dimension.dimension,
       structure_dimension.place,
       structure_dimension.label AS dimension_label,
       code.code,
       code.label,
       code.parent,
       codelist.codelist,
       codelist.version AS codelist_version,
       dataset.dataset_id
  FROM (SELECT DISTINCT ON (dataset_id) dataset_id, structure_id
          FROM vintages.release
         WHERE structure_id IS NOT NULL
         ORDER BY dataset_id, released DESC) AS newest
  JOIN vintages.dataset USING (dataset_id)
  JOIN vintages.structure_dimension USING (structure_id)
  JOIN vintages.codelist USING (codelist_id)
  JOIN vintages.code USING (codelist_id);

COMMENT ON VIEW figures.codes IS 'Codes and labels by dimension, from the newest release that brought a structure.';
COMMENT ON COLUMN figures.codes.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.codes.dimension IS 'The dimension''s id.';
COMMENT ON COLUMN figures.codes.place IS 'Place of the dimension in the series key; NULL for attributes such as OBS_STATUS.';
COMMENT ON COLUMN figures.codes.dimension_label IS 'The dimension''s name.';
COMMENT ON COLUMN figures.codes.code IS 'The code as published.';
COMMENT ON COLUMN figures.codes.label IS 'Its label in English.';
COMMENT ON COLUMN figures.codes.parent IS 'The code above it, where the codelist is a tree.';
COMMENT ON COLUMN figures.codes.codelist IS 'Id of the codelist.';
COMMENT ON COLUMN figures.codes.codelist_version IS 'Version of the codelist.';
COMMENT ON COLUMN figures.codes.dataset_id IS 'Number inside this warehouse; do not quote it.';
