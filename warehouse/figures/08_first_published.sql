-- The first value that was published for each cell, whatever became of it.
CREATE OR REPLACE FUNCTION figures.first_published(dataset text)
RETURNS TABLE (dataset_code text, series_key text, dimensions jsonb, time_period text, obs_value numeric,
               as_published text, obs_status text, conf_status text, released_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT DISTINCT ON (v.series_key, v.dimensions, v.time_period)
         v.dataset_code, v.series_key, v.dimensions, v.time_period, v.obs_value, v.as_published, v.obs_status,
         v.conf_status, v.released_at
    FROM figures.versions AS v
   WHERE v.dataset_id = (SELECT d.dataset_id FROM figures.datasets AS d WHERE d.dataset_code = upper($1))
     AND v.as_published NOT LIKE ':%'
   ORDER BY v.series_key, v.dimensions, v.time_period, v.released
$$;

COMMENT ON FUNCTION figures.first_published(text) IS
  'first_published(dataset): the first value published for each cell. Cells that never had a value are left out; for a cell first published as missing it is the value that followed.';
