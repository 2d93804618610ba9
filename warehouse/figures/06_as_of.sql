-- What the world could see at a moment of publication time.
CREATE OR REPLACE FUNCTION figures.nearest_moment(at timestamptz) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$  -- stable, as extract is called: it is written into the queries then
  SELECT CASE WHEN $1 >= '2068-01-19 03:14:08Z' THEN 2147483647
              WHEN $1 < '1931-12-13 20:45:52Z' THEN -2147483648
              ELSE floor(extract(epoch FROM $1) - 946684800)::integer END
$$;
COMMENT ON FUNCTION figures.nearest_moment(timestamptz) IS
  'nearest_moment(at): seconds since 2000-01-01 UTC, as releases have them; the last or the first that a release can have where the moment lies beyond (infinity, or 24 months after 2100).';

CREATE OR REPLACE FUNCTION figures.as_of(dataset text, released timestamptz)
RETURNS TABLE (dataset_code text, series_key text, dimensions jsonb, time_period text, obs_value numeric,
               as_published text, obs_status text, conf_status text, released_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT v.dataset_code, v.series_key, v.dimensions, v.time_period, v.obs_value, v.as_published, v.obs_status,
         v.conf_status, v.released_at
    FROM figures.versions AS v
   WHERE v.dataset_id = (SELECT d.dataset_id FROM figures.datasets AS d WHERE d.dataset_code = upper($1))
     AND v.released <= (SELECT figures.nearest_moment($2))  -- worked out once, not for each row
     AND coalesce(v.ended > (SELECT figures.nearest_moment($2)), true)
     AND coalesce(v.replaced > (SELECT figures.nearest_moment($2)), true)
$$;

COMMENT ON FUNCTION figures.as_of(text, timestamptz) IS
  'as_of(dataset, released): the dataset as the world could see it at that moment (publication time).';
