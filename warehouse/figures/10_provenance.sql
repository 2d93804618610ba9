-- Where one figure comes from: a citation that leads back to the archived bytes.
CREATE OR REPLACE FUNCTION figures.provenance(dataset text, series text, period text,
                                              released timestamptz DEFAULT 'infinity')
RETURNS TABLE (dataset_code text, series_key text, time_period text, as_published text, obs_status text,
               conf_status text, vintage_id text, released_at timestamptz, recorded_at timestamptz,
               evidence text, release_key text, content_hash text, citation text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT v.dataset_code, v.series_key, v.time_period, v.as_published, v.obs_status, v.conf_status,
         r.vintage_id, r.released_at, r.recorded_at, r.evidence, r.release_key, r.content_hash,
         format('Source: Eurostat, %s, series %s, %s = %s, as released %s (taken %s; archive key %s)',
                v.dataset_code, v.series_key, v.time_period, concat_ws(' ', v.as_published, v.obs_status),
                to_char(r.released_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'),
                to_char(r.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), r.release_key)
    FROM figures.versions AS v
    JOIN figures.releases AS r ON r.dataset_id = v.dataset_id AND r.released = v.released
   WHERE v.dataset_id = (SELECT d.dataset_id FROM figures.datasets AS d WHERE d.dataset_code = upper($1))
     AND v.series_key = $2
     AND v.time_period = $3
     AND v.released_at <= $4
     AND (v.replaced_at IS NULL OR v.replaced_at > $4)
$$;

COMMENT ON FUNCTION figures.provenance(text, text, text, timestamptz) IS
  'provenance(dataset, series, period [, released]): the vintage that brought the figure current at that moment, the archive key of its bytes, and a citation.';
