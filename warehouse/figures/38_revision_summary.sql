-- Revision analysis: pairs of a preliminary and a later figure, and their indicators by group.
CREATE OR REPLACE FUNCTION figures.indicators_of(
  preliminary float8[], later float8[], hac_lag integer DEFAULT 1, series text[] DEFAULT NULL,
  clusters text[] DEFAULT NULL, previous float8[] DEFAULT NULL, first_seen boolean[] DEFAULT NULL)
RETURNS TABLE (indicator text, value float8, n integer, refusal text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET plan_cache_mode = force_generic_plan AS $$  -- planning it takes longer than running it
  WITH one AS (
    SELECT count(DISTINCT s) <= 1 AS series FROM unnest($4) AS s
  ), found AS (
    SELECT * FROM figures.revision_sizes($1, $2)
     UNION ALL SELECT * FROM figures.revision_bias($1, $2, coalesce($5, $4))
     UNION ALL SELECT i.* FROM one, figures.revision_in_time($1, $2, $4, CASE WHEN one.series THEN $3 ELSE -1 END) AS i
     UNION ALL SELECT i.* FROM one, figures.revision_lines($1, $2, $6, CASE WHEN one.series THEN $3 ELSE -1 END) AS i
     UNION ALL SELECT 'first_publication_seen_share', avg(seen::integer)::float8, count(seen) FROM unnest($7) AS seen
  )
  SELECT i.indicator, CASE WHEN why.refusal IS NULL THEN f.value END, f.n::integer,
         coalesce(why.refusal, CASE WHEN f.value IS NULL THEN 'undefined: the figures do not vary, or something would be divided by 0' END)
    FROM figures.indicators AS i
    JOIN found AS f USING (indicator)
   CROSS JOIN one
   CROSS JOIN LATERAL (SELECT CASE
           WHEN f.n < i.least_n THEN format('n = %s: it takes at least %s', f.n, i.least_n)
           WHEN i.one_series AND NOT one.series THEN 'several series, or releases of one: it needs figures that follow each other in time' END) AS why (refusal)
   ORDER BY i.place
$$;
COMMENT ON FUNCTION figures.indicators_of(float8[], float8[], integer, text[], text[], float8[], boolean[]) IS
  'indicators_of(preliminary, later [, hac_lag, series, clusters, previous, first_seen]): all indicators of pairs of figures, given in the order of their periods; a pair without one of its figures is none; value or refusal, never both. figures.indicators has the formulas.';

CREATE OR REPLACE FUNCTION figures.moment_of_cell(n integer, horizon interval, moment integer,
                                                 born integer, last_day date, moments integer[]) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$  -- stable, as nearest_moment is: it is written into the queries then
  SELECT CASE WHEN $1 IS NOT NULL THEN $6[width_bucket($4, $6) + $1 - 1]
              WHEN $2 IS NULL THEN $3
              WHEN extract(epoch FROM ($5 + 1 + $2) AT TIME ZONE 'UTC') - 946684800 < $6[cardinality($6)] + 1
              THEN figures.nearest_moment(($5 + 1 + $2) AT TIME ZONE 'UTC') END
$$;
COMMENT ON FUNCTION figures.moment_of_cell(integer, interval, integer, integer, date, integer[]) IS
  'moment_of_cell(n, horizon, moment, born, last_day, moments): when a reading looks at a cell: in its n-th release since born, so long after last_day (NULL after the newest release), or at one moment for all. moments are those of the releases.';

CREATE OR REPLACE FUNCTION figures.revision_pairs(dataset text, preliminary text DEFAULT 'first', later text DEFAULT 'latest',
                                                  members jsonb DEFAULT '{}')
RETURNS TABLE (series_key text, dimensions jsonb, time_period text, preliminary_as_published text, later_as_published text,
               preliminary_number numeric, later_number numeric, revision numeric, previous_number numeric,
               release_number integer, first_seen boolean, series_id integer, period_id integer)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH clock AS MATERIALIZED (
    SELECT array_agg(r.released ORDER BY r.released) AS moments,
           array_prepend(min(r.released), array_agg(r.released) FILTER (WHERE r.restructured)) AS openings
      FROM figures.releases AS r WHERE r.dataset_code = upper($1)
  ), rule AS MATERIALIZED (
    SELECT $2 = 'each release' AS each_release, figures.reading_release($2) AS n, figures.reading_horizon($2) AS horizon,
           figures.reading_moment($1, $2) AS moment,
           $3 = 'next' AS to_next, figures.reading_release($3) AS later_n, figures.reading_horizon($3) AS later_horizon,
           figures.reading_moment($1, $3) AS later_moment
     WHERE ($2 = 'each release' OR figures.is_reading($2)) AND ($3 = 'next' OR figures.is_reading($3))
  ), asked AS MATERIALIZED (
    SELECT * FROM figures.series_asked($1, $4)
  ), version AS (
    SELECT h.*, min(h.released) FILTER (WHERE h.obs_value IS NOT NULL) OVER (PARTITION BY h.series_id, h.period_id) AS born
      FROM (SELECT h.* FROM asked JOIN figures.histories AS h USING (dataset_id, series_id)
            OFFSET 0) AS h  -- as in cells_of_release
  ), due AS (
    SELECT v.*, t.time_period, t.last_day, width_bucket(v.born, moments) AS birth,
           figures.moment_of_cell(later_n, later_horizon, later_moment, born, last_day, moments) AS later_at
      FROM version AS v
      JOIN figures.periods AS t USING (period_id)
     CROSS JOIN clock
     CROSS JOIN rule
    OFFSET 0  -- keeps it apart: the moment is worked out once, not wherever it is named
  ), beside AS (  -- each version beside those around it, and beside the later figure of its cell
    SELECT d.*, lag(d.obs_value) OVER (cell ORDER BY d.released) AS value_before,
           lead(d.obs_value) OVER (cell ORDER BY d.released) AS value_after,
           lead(d.as_published) OVER (cell ORDER BY d.released) AS text_after,
           max(d.obs_value) FILTER (WHERE d.released <= d.later_at AND (d.replaced IS NULL OR d.replaced > d.later_at)) OVER cell AS later_value,
           max(d.as_published) FILTER (WHERE d.released <= d.later_at AND (d.replaced IS NULL OR d.replaced > d.later_at)) OVER cell AS later_text
      FROM due AS d
    WINDOW cell AS (PARTITION BY d.series_id, d.period_id)
  ), pair AS (
    SELECT b.*, moments, openings, read_at, width_bucket(read_at, moments) AS place,
           CASE WHEN to_next AND moments[width_bucket(read_at, moments) + 1] >= replaced THEN value_after
                WHEN to_next THEN obs_value ELSE later_value END AS l_value,
           CASE WHEN to_next AND moments[width_bucket(read_at, moments) + 1] >= replaced THEN text_after
                WHEN to_next THEN as_published ELSE later_text END AS l_text,
           CASE WHEN to_next THEN moments[width_bucket(read_at, moments) + 1] ELSE later_at END AS l_at
      FROM beside AS b
     CROSS JOIN clock
     CROSS JOIN rule
     CROSS JOIN LATERAL unnest(CASE
           WHEN each_release THEN moments[greatest(birth, width_bucket(released, moments)):coalesce(width_bucket(replaced - 1, moments), cardinality(moments))]
           ELSE ARRAY[figures.moment_of_cell(n, horizon, moment, born, last_day, moments)] END) AS at (read_at)
     WHERE obs_value IS NOT NULL AND released <= read_at AND (replaced IS NULL OR replaced > read_at)
  )
  SELECT s.series_key, s.dimensions, p.time_period, p.as_published, p.l_text, p.obs_value, p.l_value, p.l_value - p.obs_value,
         CASE WHEN moments[place - 1] >= p.released THEN p.obs_value ELSE p.value_before END,
         place - birth + 1, born <> ALL (openings), p.series_id, p.period_id
    FROM pair AS p
    JOIN asked AS s USING (series_id)
   WHERE p.l_value IS NOT NULL AND p.read_at <= p.l_at
$$;
COMMENT ON FUNCTION figures.revision_pairs(text, text, text, jsonb) IS
  'revision_pairs(dataset [, preliminary, later, members]): each figure that both readings have as a number; a reading is first, release N, T+24 months, as of MOMENT, round LABEL or latest; preliminary may be each release, a pair for every release of the figure, and later may be next, the release after the preliminary one. release_number is the age of the preliminary figure in releases, previous_number what it was one release before; first_seen says that its first publication is held, not just an old file that has it, or a release with other dimensions, in which every figure is new.';

CREATE OR REPLACE FUNCTION figures.preliminary_of(by text, preliminary text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF by = 'age' AND preliminary NOT IN ('first', 'each release') THEN
    RAISE 'by age every release of a figure is compared with the later one, not only "%": leave preliminary out', preliminary
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN CASE WHEN by = 'age' THEN 'each release' ELSE preliminary END;
END $$;
COMMENT ON FUNCTION figures.preliminary_of(text, text) IS
  'preliminary_of(by, preliminary): the preliminary reading of a summary: each release where it is by age, else as given.';

CREATE OR REPLACE FUNCTION figures.revision_summary(dataset text, preliminary text DEFAULT 'first', later text DEFAULT 'latest',
                                                    by text DEFAULT 'dataset', members jsonb DEFAULT '{}', hac_lag integer DEFAULT 1)
RETURNS TABLE (member text, indicator text, value float8, n integer, refusal text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH grouped AS (
    SELECT CASE $4 WHEN 'dataset' THEN upper($1)
                   WHEN 'series' THEN p.series_key
                   WHEN 'time_period' THEN p.time_period
                   WHEN 'release_number' THEN p.release_number::text
                   WHEN 'age' THEN p.release_number::text
                   ELSE p.dimensions ->> $4 END AS member,
           p.dimensions ->> 'unit' AS unit, p.*
      FROM figures.revision_pairs($1, figures.preliminary_of($4, $2), $3, $5) AS p
     WHERE $4 IN ('dataset', 'series', 'time_period', 'release_number', 'age') OR figures.are_dimensions($1, ARRAY[$4])
  ), gathered AS (
    SELECT g.member,
           array_agg(preliminary_number::float8 ORDER BY series_id, period_id, release_number) AS preliminary,
           array_agg(later_number::float8 ORDER BY series_id, period_id, release_number) AS later,
           array_agg(previous_number::float8 ORDER BY series_id, period_id, release_number) AS previous,
           array_agg(CASE WHEN $2 = 'each release' THEN format('%s, release %s', series_id, release_number) ELSE series_id::text END
                     ORDER BY series_id, period_id, release_number) AS series,
           array_agg(coalesce(dimensions ->> 'geo', series_key) ORDER BY series_id, period_id, release_number) AS clusters,
           array_agg(first_seen ORDER BY series_id, period_id, release_number) AS first_seen,
           count(DISTINCT unit) AS units, string_agg(DISTINCT unit, ', ') AS unit_list
      FROM grouped AS g
     GROUP BY g.member
  )
  SELECT g.member, i.indicator, CASE WHEN why.refusal IS NULL THEN i.value END, i.n, coalesce(why.refusal, i.refusal)
    FROM gathered AS g
   CROSS JOIN LATERAL figures.indicators_of(preliminary, later, $6, series, clusters, previous, first_seen) AS i
    JOIN figures.indicators AS k USING (indicator)
   CROSS JOIN LATERAL (SELECT CASE WHEN g.units > 1 AND NOT k.scale_free
           THEN format('several units (%s): name one in members', g.unit_list) END) AS why (refusal)
   UNION ALL
  SELECT CASE $4 WHEN 'dataset' THEN upper($1) END, k.indicator, NULL, 0, 'no figure is a number in both readings, the preliminary one first'
    FROM figures.indicators AS k
   WHERE NOT EXISTS (SELECT FROM gathered)
$$;
COMMENT ON FUNCTION figures.revision_summary(text, text, text, text, jsonb, integer) IS
  'revision_summary(dataset [, preliminary, later, by, members, hac_lag]): all indicators of the revision from one reading to another; by is dataset, series, time_period, release_number (age of the preliminary figure), age or a dimension. By age every release of a figure is compared with the later one: member 1 is its first release, 2 its second, up to the newest. n is beside each value, a refusal in place of it where n is too small or the question makes no sense.';
