-- Revision analysis: pairs of a preliminary and a later figure, and their indicators by group.
CREATE OR REPLACE FUNCTION figures.indicators_of(
  preliminary float8[], later float8[], hac_lag integer DEFAULT 1, series text[] DEFAULT NULL,
  clusters text[] DEFAULT NULL, previous float8[] DEFAULT NULL, first_seen boolean[] DEFAULT NULL)
RETURNS TABLE (indicator text, value float8, n integer, refusal text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
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
           WHEN i.one_series AND NOT one.series THEN 'several series: it needs figures that follow each other in time' END) AS why (refusal)
   ORDER BY i.place
$$;
COMMENT ON FUNCTION figures.indicators_of(float8[], float8[], integer, text[], text[], float8[], boolean[]) IS
  'indicators_of(preliminary, later [, hac_lag, series, clusters, previous, first_seen]): all indicators of pairs of figures, given in the order of their periods; value or refusal, never both. figures.indicators has the formulas.';

CREATE OR REPLACE FUNCTION figures.revision_pairs(dataset text, preliminary text DEFAULT 'first', later text DEFAULT 'latest',
                                                  members jsonb DEFAULT '{}')
RETURNS TABLE (series_key text, dimensions jsonb, time_period text, preliminary_as_published text, later_as_published text,
               preliminary_number numeric, later_number numeric, revision numeric, previous_number numeric,
               release_number integer, first_seen boolean, series_id integer, period_id integer)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT s.series_key, s.dimensions, t.time_period, p.as_published, l.as_published, p.obs_value, l.obs_value,
         l.obs_value - p.obs_value,
         (SELECT h.obs_value FROM figures.histories AS h
           WHERE h.dataset_id = s.dataset_id AND h.series_id = p.series_id AND h.period_id = p.period_id
             AND h.released <= clock.moments[width_bucket(p.read_at, clock.moments) - 1]
             AND (h.replaced IS NULL OR h.replaced > clock.moments[width_bucket(p.read_at, clock.moments) - 1])),
         width_bucket(p.read_at, clock.moments) - width_bucket(born.released, clock.moments) + 1,
         born.released > clock.moments[1], p.series_id, p.period_id
    FROM figures.reading($1, $2, $4) AS p
    JOIN figures.reading($1, $3, $4) AS l USING (series_id, period_id)
    JOIN figures.series AS s USING (series_id)
    JOIN figures.periods AS t USING (period_id)
   CROSS JOIN (SELECT array_agg(r.released ORDER BY r.released) AS moments
                 FROM figures.releases AS r WHERE r.dataset_code = upper($1)) AS clock
   CROSS JOIN LATERAL (
         SELECT min(h.released) AS released FROM figures.histories AS h
          WHERE h.dataset_id = s.dataset_id AND h.series_id = p.series_id AND h.period_id = p.period_id
            AND h.obs_value IS NOT NULL) AS born
   WHERE p.obs_value IS NOT NULL AND l.obs_value IS NOT NULL AND p.read_at <= l.read_at
$$;
COMMENT ON FUNCTION figures.revision_pairs(text, text, text, jsonb) IS
  'revision_pairs(dataset [, preliminary, later, members]): each figure that both readings have as a number; a reading is first, release N, T+24 months, as of MOMENT, round LABEL or latest. release_number is the age of the preliminary figure in releases, previous_number what it was one release before; first_seen says that its first publication is held, not just an old file that has it.';

CREATE OR REPLACE FUNCTION figures.revision_summary(dataset text, preliminary text DEFAULT 'first', later text DEFAULT 'latest',
                                                    by text DEFAULT 'dataset', members jsonb DEFAULT '{}', hac_lag integer DEFAULT 1)
RETURNS TABLE (member text, indicator text, value float8, n integer, refusal text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH grouped AS (
    SELECT CASE $4 WHEN 'dataset' THEN upper($1)
                   WHEN 'series' THEN p.series_key
                   WHEN 'time_period' THEN p.time_period
                   WHEN 'release_number' THEN p.release_number::text
                   ELSE p.dimensions ->> $4 END AS member,
           p.dimensions ->> 'unit' AS unit, p.*
      FROM figures.revision_pairs($1, $2, $3, $5) AS p
  ), gathered AS (
    SELECT g.member,
           array_agg(preliminary_number::float8 ORDER BY series_id, period_id) AS preliminary,
           array_agg(later_number::float8 ORDER BY series_id, period_id) AS later,
           array_agg(previous_number::float8 ORDER BY series_id, period_id) AS previous,
           array_agg(series_key ORDER BY series_id, period_id) AS series,
           array_agg(coalesce(dimensions ->> 'geo', series_key) ORDER BY series_id, period_id) AS clusters,
           array_agg(first_seen ORDER BY series_id, period_id) AS first_seen,
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
  SELECT upper($1), k.indicator, NULL, 0, 'no figure is a number in both readings'
    FROM figures.indicators AS k
   WHERE NOT EXISTS (SELECT FROM gathered)
$$;
COMMENT ON FUNCTION figures.revision_summary(text, text, text, text, jsonb, integer) IS
  'revision_summary(dataset [, preliminary, later, by, members, hac_lag]): all indicators of the revision from one reading to another; by is dataset, series, time_period, release_number (age of the preliminary figure) or a dimension. n is beside each value, a refusal in place of it where n is too small or the question makes no sense.';
