-- What a staged release would touch: the dataset's view, and printed figures that rest on a changed cell.
WITH bound AS (
  SELECT document_id, statement_id, coalesce(nullif(printed, ''), hedge, 'a figure in words') AS printed,
         cells  -- also those of alternatives
    FROM documents.statement, jsonb_path_query(binding, 'strict $.** ? (exists (@.dataset))') AS cells
   WHERE NOT withdrawn AND %(dataset_code)s = ANY (datasets) AND upper(cells->>'dataset') = %(dataset_code)s),
quoted AS (
  SELECT DISTINCT document_id, statement_id, printed
    FROM bound
   CROSS JOIN jsonb_array_elements_text(cells->'series') AS wanted (series_key)
   CROSS JOIN jsonb_array_elements_text(cells->'periods') AS asked (time_period)
    JOIN vintages.dataset ON dataset_code = %(dataset_code)s
    JOIN vintages.series ON series.dataset_id = dataset.dataset_id AND series.series_key = wanted.series_key
    JOIN vintages.period ON period.time_period = asked.time_period
    JOIN {changes} AS change ON change.series_id = series.series_id AND change.period_id = period.period_id
   WHERE leg = 1),
shown AS (
  SELECT quoted.*, verdict, row_number() OVER (ORDER BY verdict <> 'reproduced', quoted.document_id, quoted.statement_id) AS place
    FROM quoted
    LEFT JOIN documents.verdict AS held
      ON held.document_id = quoted.document_id AND held.statement_id = quoted.statement_id AND replaced_at IS NULL)
SELECT format('figures.%%s, of %%s series and %%s', lower(dataset_code), to_char(counted.series, 'FM999,999,999'),
              CASE counted.vintages WHEN 1 THEN 'one vintage' ELSE format('%%s vintages', counted.vintages) END) AS said,
       0 AS place
  FROM vintages.dataset
 CROSS JOIN LATERAL (
       SELECT (SELECT count(*) FROM vintages.release
                WHERE release.dataset_id = dataset.dataset_id AND outcome = 'vintage') AS vintages,
              (SELECT count(*) FROM vintages.series WHERE series.dataset_id = dataset.dataset_id) AS series) AS counted
 WHERE dataset_code = %(dataset_code)s AND counted.vintages > 0
 UNION ALL
SELECT format('%%s prints %%s, %%s now (statement %%s)', document_id, printed, coalesce(replace(verdict, '_', ' '), 'not judged'),
              statement_id), place
  FROM shown WHERE place <= 5
 UNION ALL
SELECT format('and %%s more printed figures', count(*) - 5), 6 FROM shown HAVING count(*) > 5
 ORDER BY place
