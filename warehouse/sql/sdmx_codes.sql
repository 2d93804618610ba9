-- The codes and labels of a dataset's newest structure, by dimension or attribute.
SELECT dimension, dimension_label, code, label, parent, codelist, codelist_version
  FROM figures.codes
 WHERE dataset_code = %(dataset_code)s
 ORDER BY place NULLS LAST, dimension, code COLLATE "C"
