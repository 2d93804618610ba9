-- The datasets that Eurostat refuses to hand out whole, or soon may.
SELECT dataset_code, observations, most, refused, asked_at
  FROM figures.extractions
 WHERE refused OR limit_share >= 0.8
 ORDER BY dataset_code
