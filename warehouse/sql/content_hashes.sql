-- What proves that two warehouses say the same, in whatever language they sort: every release with its outcome and its hash.
SELECT count(*) AS releases,
       encode(sha256(convert_to(coalesce(string_agg(
         format('%%s %%s %%s %%s', dataset_code, released, outcome, content_hash), E'\n'
         ORDER BY dataset_code COLLATE "C", released), ''), 'UTF8')), 'hex') AS content_hash
  FROM vintages.release JOIN vintages.dataset USING (dataset_id)
