-- When the source last gave the data of a dataset, or said that they are those of before.
SELECT max(started_at) AS fetched_at
  FROM vintages.fetch
 WHERE dataset_code = %(dataset_code)s AND purpose = 'data' AND outcome IN ('ok', 'unchanged')
