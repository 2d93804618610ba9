-- How far a figure of this age has usually moved: an interval from the dataset's own history.
CREATE OR REPLACE FUNCTION figures.days_of_frequency(frequency text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE $1 WHEN 'A' THEN 365.2425 WHEN 'S' THEN 182.62125 WHEN 'Q' THEN 91.310625 WHEN 'M' THEN 30.436875
                 WHEN 'W' THEN 7 WHEN 'D' THEN 1 END
$$;
COMMENT ON FUNCTION figures.days_of_frequency(text) IS
  'days_of_frequency(frequency): mean length of a period in days; NULL for NAP.';

CREATE OR REPLACE FUNCTION figures.moves_at_age(dataset text, series_ids integer[], frequency text, age integer,
                                                ahead integer DEFAULT 1, seen_at timestamptz DEFAULT 'infinity')
RETURNS TABLE (series_id integer, period_id integer, released_at timestamptz, before numeric, after numeric)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH release AS MATERIALIZED (
    SELECT r.dataset_id, r.released, r.released_at, lead(r.released, $5) OVER (ORDER BY r.released) AS later,
           lead(r.released_at, $5) OVER (ORDER BY r.released) AS later_at,
           (r.released_at AT TIME ZONE 'Europe/Brussels')::date AS day
      FROM figures.releases AS r
     WHERE r.dataset_code = upper($1)
  ), due AS MATERIALIZED (
    SELECT r.*, p.period_id
      FROM release AS r
      JOIN figures.periods AS p
        ON p.frequency = $3 AND floor((r.day - p.last_day) / figures.days_of_frequency($3)) = $4
     WHERE r.later_at <= $6
  )
  SELECT wanted.series_id, due.period_id, due.released_at, at.obs_value, later.obs_value
    FROM due
   CROSS JOIN unnest($2) AS wanted (series_id)
   CROSS JOIN LATERAL (
         SELECT h.obs_value FROM figures.histories AS h
          WHERE h.dataset_id = due.dataset_id AND h.series_id = wanted.series_id AND h.period_id = due.period_id
            AND h.released <= due.released
          ORDER BY h.released DESC LIMIT 1) AS at
   CROSS JOIN LATERAL (
         SELECT h.obs_value FROM figures.histories AS h
          WHERE h.dataset_id = due.dataset_id AND h.series_id = wanted.series_id AND h.period_id = due.period_id
            AND h.released <= due.later
          ORDER BY h.released DESC LIMIT 1) AS later
   WHERE at.obs_value IS NOT NULL AND later.obs_value IS NOT NULL
$$;
COMMENT ON FUNCTION figures.moves_at_age(text, integer[], text, integer, integer, timestamptz) IS
  'moves_at_age(dataset, series_ids, frequency, age [, ahead, seen_at]): what figures of an age (in whole periods since theirs ended) were at a release, and what they were so many releases later; only releases until seen_at.';

CREATE OR REPLACE FUNCTION figures.expected_band(dataset text, series text, period text, ahead integer DEFAULT 1,
                                                 coverage float8 DEFAULT 0.9, pool text DEFAULT 'geo',
                                                 seen_at timestamptz DEFAULT 'infinity')
RETURNS TABLE (series_key text, time_period text, obs_value numeric, released_at timestamptz, age_in_periods integer,
               lower numeric, upper numeric, lower_share float8, upper_share float8, stated_coverage float8,
               n integer, sample text, refusal text)
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  fewest integer := ceil(2 / nullif(1 - coverage, 0) - 1 - 1e-9);  -- fewer moves cannot bound so rare an event on both sides
  figure record;
  moves float8[];
  series_ids integer[];
  rank integer;
BEGIN
  IF NOT (coverage > 0 AND coverage < 1 AND ahead > 0) THEN
    RAISE 'coverage is a share between 0 and 1, not %, and ahead at least 1 release, not %', coverage, ahead
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT s.series_id, s.dimensions, p.frequency, p.last_day, h.obs_value INTO figure
    FROM figures.series AS s
    JOIN figures.histories AS h USING (dataset_id, series_id)
    JOIN figures.periods AS p USING (period_id)
   WHERE s.dataset_code = upper(dataset) AND s.series_key = series AND p.time_period = period
     AND h.as_published IS NOT NULL  -- a series of other dimensions may have had this key, and is gone
     AND h.released <= extract(epoch FROM seen_at) - 946684800
     AND (h.replaced IS NULL OR h.replaced > extract(epoch FROM seen_at) - 946684800);
  series_key := series;  time_period := period;  obs_value := figure.obs_value;
  IF figure.obs_value IS NULL THEN
    refusal := 'no number is held for this series and period';
    RETURN NEXT;
    RETURN;
  END IF;
  SELECT max(r.released_at) INTO released_at FROM figures.releases AS r
   WHERE r.dataset_code = upper(dataset) AND r.released_at <= seen_at;
  age_in_periods := floor(((released_at AT TIME ZONE 'Europe/Brussels')::date - figure.last_day)
                          / figures.days_of_frequency(figure.frequency));
  sample := 'this series';
  series_ids := ARRAY[figure.series_id];
  moves := figures.relative_moves(dataset, series_ids, figure.frequency, age_in_periods, ahead, seen_at);
  IF cardinality(moves) < fewest AND figure.dimensions ? pool THEN
    sample := format('series that differ in %s only', pool);
    SELECT array_agg(s.series_id) INTO series_ids
      FROM figures.series_asked(dataset, figure.dimensions - pool) AS s;
    moves := figures.relative_moves(dataset, series_ids, figure.frequency, age_in_periods, ahead, seen_at);
  END IF;
  n := cardinality(moves);
  refusal := CASE WHEN figure.obs_value = 0 THEN 'the figure is 0: it cannot move by a share of itself'
                  WHEN n < fewest THEN format('n = %s moves of this age: %s coverage takes at least %s', n, coverage, fewest) END;
  IF refusal IS NULL THEN
    rank := floor((n + 1) * (1 - coverage) / 2 + 1e-9);
    lower_share := moves[rank];
    upper_share := moves[n + 1 - rank];
    stated_coverage := 1 - 2 * rank / (n + 1)::float8;
    lower := figure.obs_value + (lower_share * abs(figure.obs_value))::numeric;
    upper := figure.obs_value + (upper_share * abs(figure.obs_value))::numeric;
  END IF;
  RETURN NEXT;
END $$;
COMMENT ON FUNCTION figures.expected_band(text, text, text, integer, float8, text, timestamptz) IS
  'expected_band(dataset, series, period [, ahead, coverage, pool, seen_at]): where the figure is expected to be so many releases ahead, from how figures of its age moved before: in its own series, or where that has too few in those that differ in the dimension pool only. Ranks of past moves, no distribution assumed; stated_coverage is what they cover. seen_at asks as of an earlier moment.';

CREATE OR REPLACE FUNCTION figures.relative_moves(dataset text, series_ids integer[], frequency text, age integer,
                                                  ahead integer, seen_at timestamptz) RETURNS float8[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(share ORDER BY share), '{}')
    FROM (SELECT ((m.after - m.before) / abs(m.before))::float8 AS share
            FROM figures.moves_at_age($1, $2, $3, $4, $5, $6) AS m
           WHERE m.before <> 0) AS moved
$$;
COMMENT ON FUNCTION figures.relative_moves(text, integer[], text, integer, integer, timestamptz) IS
  'relative_moves(dataset, series_ids, frequency, age, ahead, seen_at): moves_at_age as shares of the figure before, smallest first.';
