-- A dimension or attribute of a structure, with its codelist.
INSERT INTO vintages.structure_dimension (structure_id, dimension, place, label, codelist_id)
VALUES (%(structure_id)s, %(dimension)s, %(place)s, %(label)s, %(codelist_id)s)
