-- Vintages with their change kinds, the newest first; of one dataset, or the newest few of each.
SELECT dataset_code, vintage_id, released_at, recorded_at, observations, changes, restructured, silent, evidence,
       accepted_by, accepted_because, released, place, counted
  FROM (SELECT release.*,
               row_number() OVER (PARTITION BY dataset_code ORDER BY released DESC) AS place,
               count(*) OVER (PARTITION BY dataset_code) AS counted
          FROM figures.releases AS release
         WHERE outcome = 'vintage'
           AND (%(dataset_code)s::text IS NULL OR dataset_code = %(dataset_code)s)) AS vintage
 WHERE place > %(after)s AND (%(most)s::integer IS NULL OR place <= %(after)s + %(most)s::integer)
 ORDER BY dataset_code, released DESC
