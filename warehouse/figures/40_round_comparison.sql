-- What changed between two moments, two rounds: from the stored changes, whatever lies between them.
CREATE OR REPLACE FUNCTION figures.moment_asked(dataset text, reading text) RETURNS integer
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  moment integer := CASE WHEN figures.is_reading(reading) THEN figures.reading_moment(dataset, reading) END;
BEGIN
  IF moment IS NULL THEN
    RAISE '"%" is another moment for each figure: use as of MOMENT, round LABEL or latest', reading
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN moment;
END $$;
COMMENT ON FUNCTION figures.moment_asked(text, text) IS
  'moment_asked(dataset, reading): the moment of as of MOMENT, round LABEL or latest; other readings are an error.';

CREATE OR REPLACE FUNCTION figures.change_kind(before text, after text, before_flags text, after_flags text, was_there boolean)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN $1 IS NULL THEN CASE WHEN $2 IS NULL THEN NULL WHEN $5 THEN 'reappeared' ELSE 'first_published' END
    WHEN $2 IS NULL THEN 'vanished'
    WHEN $1 = $2 THEN CASE WHEN $3 IS DISTINCT FROM $4 THEN 'status_changed' END
    WHEN $1 LIKE ':%' AND $2 LIKE ':%' THEN 'revised'
    WHEN $1 LIKE ':%' THEN 'backfilled'
    WHEN $2 LIKE ':%' THEN 'withdrawn'
    ELSE 'revised' END
$$;
COMMENT ON FUNCTION figures.change_kind(text, text, text, text, boolean) IS
  'change_kind(before, after, before_flags, after_flags, was_there): the kind of a change between two states of a cell, NULL where it is none; was_there says that an absent cell had been there earlier.';

CREATE OR REPLACE FUNCTION figures.changed_cells(dataset text, from_moment integer, to_moment integer, members jsonb DEFAULT '{}')
RETURNS TABLE (series_id integer, period_id integer, change_kind text, before text, after text,
               before_number numeric, after_number numeric, status_before text, status_after text, released integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET plan_cache_mode = force_custom_plan SET work_mem = '256MB' AS $$
DECLARE  -- known when the queries are planned, so that they meet one partition and its statistics
  wanted smallint := (SELECT d.dataset_id FROM figures.datasets AS d WHERE d.dataset_code = upper(dataset));
BEGIN
  RETURN QUERY
  SELECT c.series_id, c.period_id, kind.change_kind, c.first_before, c.after, c.first_number, c.after_number,
         c.first_status, c.status_after, c.released
    FROM (SELECT change.*,  -- what a cell was before the first of its changes, and is after the last one
                 first_value(change.before) OVER cell AS first_before,
                 first_value(change.before_number) OVER cell AS first_number,
                 first_value(change.status_before) OVER cell AS first_status,
                 first_value(change.was_there) OVER cell AS was_there_first,
                 lead(change.released) OVER cell IS NULL AS is_last
            FROM figures.changes AS change
           WHERE change.dataset_id = wanted AND change.released > from_moment AND change.released <= to_moment
          WINDOW cell AS (PARTITION BY change.series_id, change.period_id ORDER BY change.released)) AS c
   CROSS JOIN LATERAL (
         SELECT figures.change_kind(c.first_before, c.after, c.first_status, c.status_after, c.was_there_first)
         ) AS kind (change_kind)
   WHERE c.is_last AND kind.change_kind IS NOT NULL
     AND (members = '{}' OR c.series_id IN (SELECT s.series_id FROM figures.series_asked(dataset, members) AS s));
END $$;
COMMENT ON FUNCTION figures.changed_cells(text, integer, integer, jsonb) IS
  'changed_cells(dataset, from_moment, to_moment, members): changes_between by number, for functions; moments in seconds since 2000-01-01 UTC.';

CREATE OR REPLACE FUNCTION figures.moments_between(dataset text, earlier text, later text)
RETURNS TABLE (from_moment integer, to_moment integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 AS $$
BEGIN
  from_moment := figures.moment_asked(dataset, earlier);
  to_moment := figures.moment_asked(dataset, later);
  IF from_moment > to_moment THEN
    RAISE '"%" is later than "%": ask the other way round', earlier, later USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF EXISTS (SELECT FROM figures.releases AS r WHERE r.dataset_code = upper(dataset) AND r.restructured
                AND r.released > from_moment AND r.released <= to_moment) THEN
    RAISE '% changed its dimensions between "%" and "%": its series before and after cannot be told to be the same', upper(dataset), earlier, later
      USING ERRCODE = 'feature_not_supported';
  END IF;
  RETURN NEXT;
END $$;
COMMENT ON FUNCTION figures.moments_between(text, text, text) IS
  'moments_between(dataset, earlier, later): the moments of two readings that can be compared, in seconds since 2000-01-01 UTC; an error says why two cannot.';

CREATE OR REPLACE FUNCTION figures.changes_between(dataset text, earlier text, later text, members jsonb DEFAULT '{}')
RETURNS TABLE (series_key text, dimensions jsonb, time_period text, change_kind text, before text, after text,
               before_number numeric, after_number numeric, absolute numeric, relative numeric,
               status_before text, status_after text, released_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT s.series_key, s.dimensions, p.time_period, c.change_kind, c.before, c.after, c.before_number, c.after_number,
         c.after_number - c.before_number, (c.after_number - c.before_number) / nullif(abs(c.before_number), 0),
         c.status_before, c.status_after, to_timestamp(946684800::float8 + c.released)
    FROM figures.moments_between($1, $2, $3) AS m
   CROSS JOIN LATERAL figures.changed_cells($1, m.from_moment, m.to_moment, $4) AS c
    LEFT JOIN figures.series AS s USING (series_id)  -- left, so that a join nobody asks for costs nothing
    LEFT JOIN figures.periods AS p USING (period_id)
$$;
COMMENT ON FUNCTION figures.changes_between(text, text, text, jsonb) IS
  'changes_between(dataset, earlier, later [, members]): each cell that differs between two readings with one moment (as of MOMENT, round LABEL, latest), as in figures.revisions; what changed and changed back is not there. released_at: when it became what it is.';

CREATE OR REPLACE FUNCTION figures.round_comparison(dataset text, round_a text, round_b text, members jsonb DEFAULT '{}')
RETURNS TABLE (series_key text, dimensions jsonb, time_period text, change_kind text, before text, after text,
               before_number numeric, after_number numeric, absolute numeric, relative numeric,
               status_before text, status_after text, released_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT * FROM figures.changes_between($1, 'round ' || $2, 'round ' || $3, $4)
$$;
COMMENT ON FUNCTION figures.round_comparison(text, text, text, jsonb) IS
  'round_comparison(dataset, round_a, round_b [, members]): each cell that differs between the last release of one reporting round and the last release of another.';
