-- When the data of a dataset were last downloaded whole.
SELECT max(started_at) AS fetched_at
  FROM vintages.fetch
 WHERE dataset_code = %(dataset_code)s AND purpose = 'data' AND outcome = 'ok'
