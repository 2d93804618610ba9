-- One value of each cell, read at a moment that a few words name: the comparators of revision analysis.
CREATE OR REPLACE FUNCTION figures.release_of_round(dataset text, label text) RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  found timestamptz;
  known text;
BEGIN
  SELECT r.last_released_at INTO found FROM figures.reporting_rounds AS r
   WHERE r.dataset_code = upper(dataset) AND r.reporting_round = label;
  IF found IS NULL THEN
    SELECT string_agg(r.reporting_round, ', ' ORDER BY r.released_from) INTO known
      FROM figures.reporting_rounds AS r
     WHERE r.dataset_code = upper(dataset) AND r.releases > 0;
    RAISE 'no release of % is held in a round "%": its rounds with releases are: %', upper(dataset), label, coalesce(known, 'none')
      USING ERRCODE = 'no_data_found';
  END IF;
  RETURN found;
END $$;
COMMENT ON FUNCTION figures.release_of_round(text, text) IS
  'release_of_round(dataset, round): publication time of the last release of a reporting round. Fails, naming the rounds there are, where none is held.';

CREATE OR REPLACE FUNCTION figures.reading_moment(dataset text, reading text) RETURNS integer
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN CASE
    WHEN reading = 'latest' THEN 2147483647
    WHEN reading LIKE 'as of %' THEN figures.nearest_moment(substr(reading, 7)::timestamptz)
    WHEN reading LIKE 'round %' THEN figures.nearest_moment(figures.release_of_round(dataset, substr(reading, 7)))
  END;
END $$;
COMMENT ON FUNCTION figures.reading_moment(text, text) IS
  'reading_moment(dataset, reading): the one moment of latest, as of MOMENT and round LABEL, as seconds since 2000-01-01 UTC; NULL for readings whose moment is the cell''s own.';

CREATE OR REPLACE FUNCTION figures.reading_release(reading text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN $1 = 'first' THEN 1 ELSE substring($1 FROM '^release ([1-9][0-9]{0,5})$')::integer END
$$;
COMMENT ON FUNCTION figures.reading_release(text) IS
  'reading_release(reading): n for release n, 1 for first; NULL for other readings.';

CREATE OR REPLACE FUNCTION figures.reading_horizon(reading text) RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT substring($1 FROM '^T\+(.+)$')::interval
$$;
COMMENT ON FUNCTION figures.reading_horizon(text) IS
  'reading_horizon(reading): 24 months for T+24 months; NULL for other readings.';

-- Its cost where it does not hold: one comparison per query, as its argument is a constant.
CREATE OR REPLACE FUNCTION figures.is_reading(reading text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF reading = 'latest' OR reading LIKE 'as of %' OR reading LIKE 'round %'
     OR figures.reading_release(reading) IS NOT NULL OR figures.reading_horizon(reading) IS NOT NULL THEN
    RETURN true;
  END IF;
  RAISE 'unknown reading "%": use first, release N, T+24 months, as of MOMENT, round LABEL or latest', reading
    USING ERRCODE = 'invalid_parameter_value';
END $$;
COMMENT ON FUNCTION figures.is_reading(text) IS
  'is_reading(reading): true for first, release N, T+24 months, as of MOMENT, round LABEL and latest; anything else is an error.';

CREATE OR REPLACE FUNCTION figures.cells_at(dataset text, moment integer, members jsonb DEFAULT '{}')
RETURNS TABLE (series_id integer, period_id integer, obs_value numeric, as_published text, flags text,
               released integer, read_at integer)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT h.series_id, h.period_id, h.obs_value, h.as_published, h.flags, h.released, $2
    FROM figures.series_asked($1, $3) AS s
    JOIN figures.histories AS h USING (dataset_id, series_id)
   WHERE h.released <= $2 AND (h.replaced IS NULL OR h.replaced > $2)
$$;
COMMENT ON FUNCTION figures.cells_at(text, integer, jsonb) IS
  'cells_at(dataset, moment, members): as_of by number, for functions; moment in seconds since 2000-01-01 UTC.';

CREATE OR REPLACE FUNCTION figures.cells_of_release(dataset text, n integer, members jsonb DEFAULT '{}')
RETURNS TABLE (series_id integer, period_id integer, obs_value numeric, as_published text, flags text,
               released integer, read_at integer)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH clock AS MATERIALIZED (
    SELECT array_agg(r.released ORDER BY r.released) AS moments FROM figures.releases AS r WHERE r.dataset_code = upper($1)
  ), version AS (
    SELECT h.*, min(h.released) FILTER (WHERE h.obs_value IS NOT NULL)
                  OVER (PARTITION BY h.series_id, h.period_id) AS born
      FROM (SELECT h.* FROM figures.series_asked($1, $3) AS s JOIN figures.histories AS h USING (dataset_id, series_id)
            OFFSET 0) AS h  -- cells are taken out of their strips before they are sorted, not carried along with them
  )
  SELECT h.series_id, h.period_id, h.obs_value, h.as_published, h.flags, h.released, nth.moment
    FROM clock
   CROSS JOIN version AS h
   CROSS JOIN LATERAL (SELECT clock.moments[width_bucket(h.born, clock.moments) + $2 - 1]) AS nth (moment)
   WHERE h.released <= nth.moment AND (h.replaced IS NULL OR h.replaced > nth.moment)
     AND figures.is_reading('release ' || $2)
$$;
COMMENT ON FUNCTION figures.cells_of_release(text, integer, jsonb) IS
  'cells_of_release(dataset, n, members): nth_release by number, for functions.';

CREATE OR REPLACE FUNCTION figures.cells_at_horizon(dataset text, horizon interval, members jsonb DEFAULT '{}')
RETURNS TABLE (series_id integer, period_id integer, obs_value numeric, as_published text, flags text,
               released integer, read_at integer)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH asked AS MATERIALIZED (  -- apart, since for the many series that it expects the planner would scan them all
    SELECT s.dataset_id, s.series_id FROM figures.series_asked($1, $3) AS s
  )
  SELECT h.series_id, h.period_id, h.obs_value, h.as_published, h.flags, h.released, due.moment
    FROM asked
    JOIN figures.histories AS h USING (dataset_id, series_id)
    JOIN figures.periods AS p USING (period_id)
   CROSS JOIN LATERAL (SELECT figures.nearest_moment((p.last_day + 1 + $2) AT TIME ZONE 'UTC') AS moment) AS due
   WHERE h.released <= due.moment AND (h.replaced IS NULL OR h.replaced > due.moment)
     AND due.moment <= (SELECT max(r.released) FROM figures.releases AS r WHERE r.dataset_code = upper($1))
$$;
COMMENT ON FUNCTION figures.cells_at_horizon(text, interval, jsonb) IS
  'cells_at_horizon(dataset, horizon, members): at_horizon by number, for functions.';

CREATE OR REPLACE FUNCTION figures.reading(dataset text, reading text, members jsonb DEFAULT '{}')
RETURNS TABLE (series_id integer, period_id integer, obs_value numeric, as_published text, flags text,
               released integer, read_at integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE  -- worked out once: written into the queries they would be worked out for each row
  valid boolean := figures.is_reading(reading);
  n integer := figures.reading_release(reading);
  horizon interval := figures.reading_horizon(reading);
  moment integer := figures.reading_moment(dataset, reading);
BEGIN
  IF n IS NOT NULL THEN
    RETURN QUERY SELECT * FROM figures.cells_of_release(dataset, n, members);
  ELSIF horizon IS NOT NULL THEN
    RETURN QUERY SELECT * FROM figures.cells_at_horizon(dataset, horizon, members);
  ELSIF valid THEN
    RETURN QUERY SELECT * FROM figures.cells_at(dataset, moment, members);
  END IF;
END $$;
COMMENT ON FUNCTION figures.reading(text, text, jsonb) IS
  'reading(dataset, reading, members): one value per cell, by number: first, release N, T+24 months, as of MOMENT, round LABEL or latest.';
