-- What the world could see at a moment of publication time.
CREATE OR REPLACE FUNCTION figures.as_of(dataset text, released timestamptz)
RETURNS TABLE (dataset_code text, series_key text, dimensions jsonb, time_period text, obs_value numeric,
               as_published text, obs_status text, conf_status text, released_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT v.dataset_code, v.series_key, v.dimensions, v.time_period, v.obs_value, v.as_published, v.obs_status,
         v.conf_status, v.released_at
    FROM figures.versions AS v
   WHERE v.dataset_id = (SELECT d.dataset_id FROM figures.datasets AS d WHERE d.dataset_code = upper($1))
     AND v.released <= (SELECT floor(extract(epoch FROM $2))::bigint - 946684800)  -- worked out once, not for each row
     AND coalesce(v.ended > (SELECT floor(extract(epoch FROM $2))::bigint - 946684800), true)
     AND coalesce(v.replaced > (SELECT floor(extract(epoch FROM $2))::bigint - 946684800), true)
$$;

COMMENT ON FUNCTION figures.as_of(text, timestamptz) IS
  'as_of(dataset, released): the dataset as the world could see it at that moment (publication time).';
