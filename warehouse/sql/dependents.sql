-- What a change of a dataset would touch.
SELECT format('figures.%%s, of %%s series and %%s', lower(dataset_code), to_char(counted.series, 'FM999,999,999'),
              CASE counted.vintages WHEN 1 THEN 'one vintage' ELSE format('%%s vintages', counted.vintages) END) AS said
  FROM vintages.dataset
 CROSS JOIN LATERAL (
       SELECT (SELECT count(*) FROM vintages.release
                WHERE release.dataset_id = dataset.dataset_id AND outcome = 'vintage') AS vintages,
              (SELECT count(*) FROM vintages.series WHERE series.dataset_id = dataset.dataset_id) AS series) AS counted
 WHERE dataset_code = %(dataset_code)s AND counted.vintages > 0
