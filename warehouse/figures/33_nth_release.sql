-- The diagonals of the revision triangle, and the triangle of one series.
CREATE OR REPLACE FUNCTION figures.nth_release(dataset text, n integer, members jsonb DEFAULT '{}')
RETURNS TABLE (dataset_code text, series_key text, dimensions jsonb, time_period text, obs_value numeric,
               as_published text, obs_status text, conf_status text, released_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT s.dataset_code, s.series_key, s.dimensions, p.time_period, c.obs_value, c.as_published,
         nullif(split_part(c.flags, '@', 1), ''), nullif(split_part(c.flags, '@', 2), ''),
         to_timestamp(946684800::float8 + c.read_at)
    FROM figures.cells_of_release($1, $2, $3) AS c
    JOIN figures.series AS s USING (series_id)
    JOIN figures.periods AS p USING (period_id)
   WHERE c.as_published IS NOT NULL
$$;
COMMENT ON FUNCTION figures.nth_release(text, integer, jsonb) IS
  'nth_release(dataset, n [, members]): what each cell was in the n-th release that could show it, counted from the first with a number; released_at is that release. Unchanged and republished releases count. Cells not yet released n times have no row.';

CREATE OR REPLACE FUNCTION figures.at_horizon(dataset text, horizon interval, members jsonb DEFAULT '{}')
RETURNS TABLE (dataset_code text, series_key text, dimensions jsonb, time_period text, obs_value numeric,
               as_published text, obs_status text, conf_status text, released_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT s.dataset_code, s.series_key, s.dimensions, p.time_period, c.obs_value, c.as_published,
         nullif(split_part(c.flags, '@', 1), ''), nullif(split_part(c.flags, '@', 2), ''),
         to_timestamp(946684800::float8 + c.released)
    FROM figures.cells_at_horizon($1, $2, $3) AS c
    JOIN figures.series AS s USING (series_id)
    JOIN figures.periods AS p USING (period_id)
   WHERE c.as_published IS NOT NULL
$$;
COMMENT ON FUNCTION figures.at_horizon(text, interval, jsonb) IS
  'at_horizon(dataset, horizon [, members]): what each cell was so long after the end of its period, at_horizon(dataset, ''24 months''). A horizon after the newest release held has no row: nobody has seen it yet.';

CREATE OR REPLACE FUNCTION figures.revision_triangle(dataset text, series text)
RETURNS TABLE (time_period text, vintage_id text, released_at timestamptz, release_number integer, obs_value numeric,
               as_published text, obs_status text, conf_status text, revision numeric, is_change boolean)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH clock AS MATERIALIZED (
    SELECT array_agg(r.released ORDER BY r.released) AS moments, array_agg(r.release_number ORDER BY r.released) AS numbers,
           array_agg(r.vintage_id ORDER BY r.released) AS vintage_ids, array_agg(r.released_at ORDER BY r.released) AS released_ats
      FROM figures.release_numbers AS r WHERE r.dataset_code = upper($1)
  ), version AS (
    SELECT h.*, h.obs_value - lag(h.obs_value) OVER (cell ORDER BY h.released) AS revision,
           min(h.released) FILTER (WHERE h.obs_value IS NOT NULL) OVER cell AS born
      FROM figures.series_named($1, $2) AS s
      JOIN figures.histories AS h USING (dataset_id, series_id)
    WINDOW cell AS (PARTITION BY h.series_id, h.period_id)
  ), placed AS (  -- everything that is the same in all releases of a version is worked out once, for the version
    SELECT v.*, p.time_period, v.obs_value - v.obs_value AS unmoved,
           nullif(split_part(v.flags, '@', 1), '') AS obs_status, nullif(split_part(v.flags, '@', 2), '') AS conf_status,
           width_bucket(v.born, moments) AS birth, width_bucket(v.released, moments) AS opening,
           coalesce(width_bucket(v.replaced - 1, moments), cardinality(moments)) AS closing, clock.*
      FROM version AS v
      JOIN figures.periods AS p USING (period_id)
     CROSS JOIN clock
     WHERE v.as_published IS NOT NULL  -- only now: what comes again was not in the release before
  )
  SELECT time_period, vintage_id, released_at, CASE WHEN release_number >= birth THEN release_number - birth + 1 END,
         obs_value, as_published, obs_status, conf_status,
         CASE WHEN release_number = opening THEN revision ELSE unmoved END, release_number = opening
    FROM (SELECT placed.*, unnest(numbers[opening:closing]) AS release_number,
                 unnest(vintage_ids[opening:closing]) AS vintage_id, unnest(released_ats[opening:closing]) AS released_at
            FROM placed
           ORDER BY period_id, released) AS each  -- the few versions are sorted, and then spread over their releases
$$;
COMMENT ON FUNCTION figures.revision_triangle(text, text) IS
  'revision_triangle(dataset, series): every period of a series in every release held, also where it did not change (is_change says). Of two series that had this key, as a dataset changed its dimensions, it is the newer one. release_number counts from the first release with a number, NULL before it; revision is against the release before, NULL where that had no number.';
