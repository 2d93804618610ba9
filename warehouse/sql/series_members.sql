-- The code of a series in each dimension, with its label where a structure brought one.
SELECT member.key AS dimension, member.value AS code, series.labels ->> member.key AS label
  FROM figures.series_named(%(dataset_code)s, %(series_key)s) AS series
 CROSS JOIN LATERAL jsonb_each_text(series.dimensions) AS member
