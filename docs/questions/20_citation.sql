-- 20. A citation for this figure?
-- What was published, when, when it was taken, and the key under which the bytes are archived.
-- `vintages export EU_THB_PRINTED --as-of 2023-06-01` writes the whole table of that moment.
-- Runs on EU_THB_PRINTED: the share of women and girls of 2020, as it stood in June 2023.
SELECT citation, vintage_id, release_key, content_hash
  FROM figures.provenance('EU_THB_PRINTED', 'A.Y1.PER_VICT.FEMALE.ESTAT.PC.EU27_2020', '2020', '2023-06-01')
