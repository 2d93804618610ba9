-- The series keys of a dataset that have most codes in common with one that it does not have.
SELECT series_key
  FROM figures.series
 WHERE dataset_code = %(dataset_code)s
 ORDER BY cardinality(ARRAY(SELECT unnest(string_to_array(series_key, '.'))
                            INTERSECT ALL
                            SELECT unnest(string_to_array(upper(%(series_key)s), '.')))) DESC,
          series_key
 LIMIT 200
