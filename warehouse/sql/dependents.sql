-- What a change of a dataset would touch.
SELECT format('figures.%%s: %%s vintages, %%s series', lower(dataset_code),
              (SELECT count(*) FROM vintages.release
                WHERE release.dataset_id = dataset.dataset_id AND outcome = 'vintage'),
              (SELECT count(*) FROM vintages.series WHERE series.dataset_id = dataset.dataset_id)) AS said
  FROM vintages.dataset
 WHERE dataset_code = %(dataset_code)s
   AND EXISTS (SELECT FROM vintages.release
                WHERE release.dataset_id = dataset.dataset_id AND outcome = 'vintage')
