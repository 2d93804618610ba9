-- What this warehouse would have answered at a moment of system time: the newest release recorded by then.
CREATE OR REPLACE FUNCTION figures.known_at(dataset text, moment timestamptz)
RETURNS TABLE (dataset_code text, series_key text, dimensions jsonb, time_period text, obs_value numeric,
               as_published text, obs_status text, conf_status text, released_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT v.dataset_code, v.series_key, v.dimensions, v.time_period, v.obs_value, v.as_published, v.obs_status,
         v.conf_status, v.released_at
    FROM figures.versions AS v
   WHERE v.dataset_id = (SELECT d.dataset_id FROM figures.datasets AS d WHERE d.dataset_code = upper($1))
     AND v.released <= (SELECT max(r.released) FROM figures.releases AS r
                         WHERE r.dataset_code = upper($1) AND r.recorded_at <= $2)
     AND coalesce(v.ended > (SELECT max(r.released) FROM figures.releases AS r
                                 WHERE r.dataset_code = upper($1) AND r.recorded_at <= $2), true)
     AND coalesce(v.replaced > (SELECT max(r.released) FROM figures.releases AS r
                                 WHERE r.dataset_code = upper($1) AND r.recorded_at <= $2), true)
$$;

COMMENT ON FUNCTION figures.known_at(text, timestamptz) IS
  'known_at(dataset, moment): what this warehouse would have answered at that moment (system time).';
