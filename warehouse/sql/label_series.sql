-- Put the labels of a structure beside the codes: of all series, or of those without labels only.
UPDATE vintages.series AS labelled
   SET labels = found.labels
  FROM (SELECT series.series_id, jsonb_object_agg(pair.key, code.label) FILTER (WHERE code.label IS NOT NULL) AS labels
          FROM vintages.series
         CROSS JOIN jsonb_each_text(series.dimensions) AS pair
          LEFT JOIN vintages.structure_dimension
            ON structure_dimension.structure_id = %(structure_id)s AND structure_dimension.dimension = pair.key
          LEFT JOIN vintages.code
            ON code.codelist_id = structure_dimension.codelist_id AND code.code = pair.value
         WHERE series.dataset_id = %(dataset_id)s AND (%(all)s OR series.labels IS NULL)
         GROUP BY series.series_id) AS found
 WHERE labelled.series_id = found.series_id
