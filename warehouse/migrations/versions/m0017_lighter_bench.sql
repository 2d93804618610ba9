-- A bench is laid out with fewer passes: whether a cell was staged twice is asked of the index that is built
-- anyway, members are added up by year once, for all rules that ask for their sums, and what a first release
-- holds was counted while its lines passed by.

-- How many cells of a first release there are of each period and flags, in strips whose cells are plain.
CREATE TABLE stage.seen (
  stage_id    integer NOT NULL,
  period_id   integer NOT NULL,
  after_flags text,
  cells       bigint NOT NULL,
  numbers     bigint NOT NULL,
  UNIQUE NULLS NOT DISTINCT (stage_id, period_id, after_flags)
);
COMMENT ON TABLE stage.seen IS 'One row per period and flags of the plain cells of a staged first release.';

CREATE OR REPLACE FUNCTION stage.close(stage_id integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  left_behind record;
BEGIN
  FOR left_behind IN SELECT check_run_id FROM quality.check_run WHERE check_run.stage_id = close.stage_id LOOP
    PERFORM quality.close(left_behind.check_run_id);
  END LOOP;
  EXECUTE format('DROP TABLE IF EXISTS stage.first_%s CASCADE', stage_id);  -- the view of its changes too
  DELETE FROM stage.series WHERE series.stage_id = close.stage_id;
  DELETE FROM stage.seen WHERE seen.stage_id = close.stage_id;
  EXECUTE format('DROP TABLE IF EXISTS stage.change_%s', stage_id);
END $$;

CREATE OR REPLACE FUNCTION quality.open(run integer) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off SET client_min_messages = warning
  SET default_statistics_target = 10 SET work_mem = '64MB' AS $$
DECLARE
  bench text := 'check_' || run;
  here  record;
BEGIN
  SELECT check_run.profile, stage.*, coalesce(release.released, -2147483648) AS moment
    INTO STRICT here
    FROM quality.check_run
    JOIN stage.stage USING (stage_id)
    LEFT JOIN vintages.release ON release.release_id = stage.predecessor
   WHERE check_run_id = run;
  EXECUTE format('CREATE SCHEMA %I', bench);
  EXECUTE format('SET LOCAL search_path = %I, pg_catalog, pg_temp', bench);
  PERFORM quality.lay_out_facts(run, here.profile);
  PERFORM quality.lay_out_twice(here.stage_id);
  PERFORM quality.lay_out_changes(here.stage_id, here.dataset_id, here.moment);
  PERFORM quality.lay_out_usual(here.dataset_id, here.moment);
  PERFORM quality.lay_out_moved(here.stage_id);
  PERFORM quality.lay_out_members(here.dataset_id);
  PERFORM quality.lay_out_moved_at();
  PERFORM quality.lay_out_seen(here.stage_id);
  PERFORM quality.lay_out_sums();
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO vintages_loader', bench);
  EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO vintages_loader', bench);
  RETURN bench;
END $$;

-- The index of the staged cells, and the cells that are there twice: none, where the index could be unique. A
-- first release has its key before it is checked.
CREATE FUNCTION quality.lay_out_twice(stage_id integer) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  staged_cell text := format('stage.change_%s_cell', stage_id);
BEGIN
  IF to_regclass('stage.first_' || stage_id) IS NULL AND to_regclass(staged_cell) IS NULL THEN
    BEGIN
      EXECUTE format('CREATE UNIQUE INDEX change_%s_cell ON stage.change_%s (series_id, period_id, leg)', stage_id, stage_id);
    EXCEPTION WHEN unique_violation THEN
      EXECUTE format('CREATE INDEX IF NOT EXISTS change_%s_cell ON stage.change_%s (series_id, period_id, leg)', stage_id, stage_id);
    END;
  END IF;
  IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(staged_cell) AND NOT indisunique) THEN
    EXECUTE format('CREATE VIEW twice AS SELECT series_id, period_id FROM stage.change_%s WHERE leg = 1
                     GROUP BY series_id, period_id HAVING count(*) > 1', stage_id);
  ELSE
    CREATE VIEW twice AS SELECT NULL::integer AS series_id, NULL::integer AS period_id WHERE false;
  END IF;
END $$;

-- The staged changes, the series that they touch, and the cells before and after.
CREATE OR REPLACE FUNCTION quality.lay_out_changes(stage_id integer, dataset_id smallint, moment integer) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  first boolean := to_regclass('stage.first_' || stage_id) IS NOT NULL;
  most  boolean := (SELECT sum(cells::bigint) > series_before / 2 FROM stage.stage, jsonb_each_text(stage.facts->'changes') AS change (kind, cells)
                     CROSS JOIN facts WHERE stage.stage_id = lay_out_changes.stage_id GROUP BY series_before);
BEGIN
  EXECUTE format($sql$
    CREATE VIEW staged AS
    SELECT change.series_id, change.period_id, period.time_period, period.frequency, period.first_day, period.last_day,
           extract(year FROM period.first_day)::integer AS year, change_kind,
           before_value, before_flags,
           CASE WHEN before_raw = '' THEN NULL ELSE coalesce(before_raw, before_value::text, ':') END AS before,
           after_value, after_flags,
           CASE WHEN after_raw = '' THEN NULL ELSE coalesce(after_raw, after_value::text, ':') END AS after
      FROM stage.change_%s AS change
      LEFT JOIN vintages.period USING (period_id)
     WHERE leg = 1$sql$, stage_id);
  -- Every series of the dataset; to be asked about the groups of the few that a rule suspects.
  EXECUTE format($sql$
    CREATE VIEW everyone AS
    SELECT series_id, series_key, dimensions, coalesce(dimensions->>'unit', '') AS unit, false AS new
      FROM vintages.series WHERE dataset_id = %s
    UNION ALL
    SELECT series_id, series_key,
           jsonb_object((SELECT dimensions FROM facts), string_to_array(series_key, '.')),
           coalesce(jsonb_object((SELECT dimensions FROM facts), string_to_array(series_key, '.'))->>'unit', ''), true
      FROM stage.series WHERE stage_id = %s$sql$, dataset_id, stage_id);
  -- Those that changed, and all that are new, of which a few may have no cell. Where most changed, to tell them
  -- from the others costs more than they do.
  EXECUTE format($sql$
    CREATE UNLOGGED TABLE series AS
    SELECT series_id, series_key, coalesce(dimensions->>'unit', '') AS unit, dimensions->>'freq' AS freq,
           dimensions->>'geo' AS geo, false AS new
      FROM vintages.series
     WHERE dataset_id = %s AND %s
    UNION ALL
    SELECT series_id, series_key, coalesce(split_part(series_key, '.', unit_at), ''), split_part(series_key, '.', freq_at),
           split_part(series_key, '.', geo_at), true
      FROM stage.series
     CROSS JOIN (SELECT array_position(dimensions, 'unit') AS unit_at, array_position(dimensions, 'freq') AS freq_at,
                        array_position(dimensions, 'geo') AS geo_at FROM facts) AS place
     WHERE stage_id = %s$sql$, dataset_id,
    CASE WHEN first THEN 'false'
         WHEN most THEN 'true'
         ELSE format('series_id IN (SELECT series_id FROM stage.change_%s WHERE leg = 1)', stage_id) END, stage_id);
  ALTER TABLE series ADD PRIMARY KEY (series_id);
  ANALYZE series;
  EXECUTE format($sql$
    CREATE VIEW before AS
    SELECT series_id, period_id, obs_value, flags
      FROM vintages.version
     WHERE dataset_id = %s AND released <= %s AND (replaced IS NULL OR replaced > %s) AND NOT gone$sql$,
    dataset_id, moment, moment);
  -- The same as it lies, to learn whether a cell is there without reading all of its series.
  EXECUTE format($sql$
    CREATE VIEW strip_before AS
    SELECT series_id, period_set_id, departures, %s AS moment, plain, cells
      FROM vintages.strip
     WHERE dataset_id = %s AND released <= %s AND (replaced IS NULL OR replaced > %s)
       AND (period_set_id < 0 OR split_part(cells, E'\t', 1) <> ' ')$sql$,
    moment, dataset_id, moment, moment);
  CREATE VIEW place_in_strip AS
    SELECT period_set_id, each.period_id, each.place::integer AS place
      FROM vintages.period_set CROSS JOIN unnest(periods) WITH ORDINALITY AS each (period_id, place);
  EXECUTE format($sql$
    CREATE VIEW after AS
    SELECT series_id, period_id, obs_value, flags
      FROM before
     WHERE NOT EXISTS (SELECT FROM stage.change_%s AS change
                        WHERE change.series_id = before.series_id AND change.period_id = before.period_id AND leg = 1)
    UNION ALL
    SELECT series_id, period_id, after_value, after_flags
      FROM stage.change_%s WHERE leg = 1 AND after_raw IS DISTINCT FROM ''$sql$, stage_id, stage_id);
END $$;

-- Cells that were there before and are otherwise now, beside what is usual at their age, which is told of each
-- period once. They are spelled out as text only where a rule tells of them.
CREATE OR REPLACE FUNCTION quality.lay_out_moved(stage_id integer) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format($sql$
    CREATE UNLOGGED TABLE moved_cell AS
    WITH aged AS MATERIALIZED (
      SELECT period_id, time_period, last_day, extract(year FROM first_day)::integer AS year, age, aged.young,
             coalesce(usual_at.revisions, 0) AS revisions, coalesce(usual_at.usual_size, 0.03) AS usual_size
        FROM (SELECT period.*, released_at::date - last_day AS age,
                     quality.young(released_at::date - last_day, last_day - first_day) AS young
                FROM vintages.period CROSS JOIN facts) AS aged
        LEFT JOIN usual_at ON usual_at.age_group = quality.age_group(age) AND usual_at.young = aged.young)
    SELECT series_id, period_id, time_period, last_day, year, change_kind,
           before_value, before_raw, before_flags, after_value, after_raw, after_flags, age, young,
           quality.weight(before_value) AS weight, scale(before_value) = 0 AS counted, after_value - before_value AS change,
           CASE WHEN before_value > 0 AND after_value > 0 THEN ln(after_value::float8 / before_value::float8) END AS growth,
           revisions, usual_size,
           change_kind IN ('revised', 'backfilled', 'withdrawn') AS changed,
           CASE WHEN change_kind = 'revised' THEN (after_value - before_value)::float8 END AS rough_change,
           abs(before_value)::float8 AS rough_base
      FROM stage.change_%s AS change
      LEFT JOIN aged USING (period_id)
     WHERE leg = 1 AND change_kind <> 'first_published'$sql$, stage_id);
  CREATE INDEX ON moved_cell (series_id, period_id);
  ANALYZE moved_cell (series_id, period_id, year, change_kind, before_value, after_value, growth, young);
  CREATE VIEW moved AS
    SELECT moved_cell.*,
           CASE WHEN before_raw = '' THEN NULL ELSE coalesce(before_raw, before_value::text, ':') END AS before,
           CASE WHEN after_raw = '' THEN NULL ELSE coalesce(after_raw, after_value::text, ':') END AS after
      FROM moved_cell;
  CREATE VIEW revised AS
    SELECT * FROM moved WHERE change_kind = 'revised' AND before_value IS NOT NULL AND after_value IS NOT NULL;
END $$;

-- The members of the dimensions that series with moved figures stand at. A place is a member and a unit;
-- rules group by its number, which is a hash: should two places ever share one, the key of the second table
-- ends the check.
CREATE OR REPLACE FUNCTION quality.lay_out_members(dataset_id smallint) RETURNS void
  LANGUAGE plpgsql SET parallel_setup_cost = 200 SET parallel_tuple_cost = 0.01 AS $$
BEGIN
  EXECUTE format($sql$
    CREATE UNLOGGED TABLE member AS
    WITH mover AS MATERIALIZED (
      SELECT series_id, unit, dimensions FROM everyone WHERE series_id IN (SELECT series_id FROM moved_cell))
    SELECT series_id, hashtextextended(concat_ws(' ', dimension, code, unit), 0) AS place_id, unit, dimension, code
      FROM (SELECT series_id, unit, dimension, dimensions->>dimension AS code
              FROM mover
             CROSS JOIN (SELECT unnest(dimensions) AS dimension FROM facts
                         UNION SELECT unnest(dimensions) FROM vintages.dimension_set WHERE dataset_id = %s) AS named
             WHERE dimension NOT IN ('freq', 'unit')
            OFFSET 0) AS spelled  -- so that the code is looked up once
     WHERE code IS NOT NULL$sql$, dataset_id);
  ANALYZE member;
  CREATE UNLOGGED TABLE place AS SELECT DISTINCT place_id, dimension, code, unit FROM member;
  ALTER TABLE place ADD PRIMARY KEY (place_id);
  ANALYZE place;
END $$;

-- Of each place and year: how many of its cells had a number and lost it, were changed, and were old and
-- revised; how many were revised at all, and how far, in floats, which are quick to add and wrong in the last
-- digits only.
CREATE FUNCTION quality.lay_out_moved_at() RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  CREATE UNLOGGED TABLE moved_at AS
    SELECT place_id, year, count(before_value) AS numbers,
           count(before_value) FILTER (WHERE after_value IS NULL) AS lost,
           count(*) FILTER (WHERE changed) AS changed,
           count(rough_change) FILTER (WHERE NOT young) AS old,
           count(rough_change) AS revised,
           sum(rough_change) AS change,
           sum(rough_base) FILTER (WHERE rough_change IS NOT NULL) AS base,
           sum(weight) FILTER (WHERE rough_change IS NOT NULL) AS weight,
           max(usual_size) FILTER (WHERE rough_change IS NOT NULL) AS usual_size,
           bool_and(young) FILTER (WHERE rough_change IS NOT NULL) AS young,
           bool_and(counted) FILTER (WHERE rough_change IS NOT NULL) AS counted
      FROM moved_cell JOIN member USING (series_id)
     GROUP BY place_id, year;
  ANALYZE moved_at;
END $$;

-- What one pass over the staged cells tells: how many there are of each period, kind and flags. Of a first
-- release the plain ones are counted already, unless it was staged before this change.
CREATE OR REPLACE FUNCTION quality.lay_out_seen(stage_id integer) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format($sql$
    CREATE TABLE seen AS
    SELECT counted.*, time_period, frequency, first_day, last_day
      FROM (%s) AS counted
      LEFT JOIN vintages.period USING (period_id)$sql$,
    CASE WHEN to_regclass('stage.first_' || stage_id) IS NULL THEN format($sql$
      SELECT period_id, change_kind, after_flags, count(*) AS cells, count(after_value) AS numbers,
             count(*) FILTER (WHERE after_raw IS DISTINCT FROM '') AS there
        FROM stage.change_%s WHERE leg = 1 GROUP BY period_id, change_kind, after_flags$sql$, stage_id) ELSE format($sql$
      SELECT period_id, 'first_published' AS change_kind, after_flags, sum(cells)::bigint AS cells, sum(numbers)::bigint AS numbers,
             sum(cells)::bigint AS there
        FROM (SELECT period_id, after_flags, cells, numbers FROM stage.seen WHERE stage_id = %s
               UNION ALL
              SELECT periods[place], vintages.flags_in(cell), 1, (vintages.number_in(cell, plain) IS NOT NULL)::integer
                FROM stage.first_%s
                JOIN vintages.period_set USING (period_set_id)
               CROSS JOIN LATERAL string_to_table(cells, E'\t') WITH ORDINALITY AS each (cell, place)
               WHERE cell <> '' AND NOT (plain AND EXISTS (SELECT FROM stage.seen WHERE stage_id = %s))) AS counted
       GROUP BY period_id, after_flags$sql$, stage_id, stage_id, stage_id) END);
  ANALYZE seen;
END $$;

-- Totals beside the sum of their parts, where a change touched either and no part is missing. Most releases
-- have no such total, or none in a unit that can be summed: then no group is looked for. A figure beside a
-- change is taken out of its strip alone.
CREATE OR REPLACE FUNCTION quality.lay_out_sums() RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  CREATE TABLE wanted AS
    WITH held AS MATERIALIZED (SELECT DISTINCT geo, unit FROM series),
    summing AS (
      SELECT * FROM additivity
       WHERE dimension <> 'geo'
          OR EXISTS (SELECT FROM held WHERE geo = ANY (total || parts || unknown) AND quality.adds_up(additivity.unit, held.unit))),
    standing AS MATERIALIZED (
      SELECT DISTINCT dimension, dimensions->>dimension AS code, everyone.unit
        FROM (SELECT DISTINCT dimension FROM summing) AS split CROSS JOIN everyone)
    SELECT DISTINCT name, summing.dimension, unnest(total || parts || unknown) AS code, summing.unit
      FROM summing
     WHERE EXISTS (SELECT FROM standing WHERE standing.dimension = summing.dimension AND standing.code = total
                                          AND quality.adds_up(summing.unit, standing.unit));
  CREATE UNLOGGED TABLE part (name text, series_id integer, rest text, code text);
  CREATE UNLOGGED TABLE summed (name text, check_id text, dimension text, rest text, time_period text,
                                total numeric, parts numeric, tolerance numeric);
  IF NOT EXISTS (SELECT FROM wanted) THEN
    RETURN;
  END IF;
  INSERT INTO part
    SELECT name, series_id, rest, code
      FROM (SELECT DISTINCT dimension FROM wanted) AS split
     CROSS JOIN LATERAL (
           SELECT series_id, dimensions->>dimension AS code, unit, (dimensions - dimension)::text AS rest FROM everyone) AS stands
      JOIN wanted USING (dimension, code)
     WHERE quality.adds_up(wanted.unit, stands.unit);
  CREATE INDEX ON part (series_id);
  CREATE INDEX ON part (name, rest);
  ANALYZE part;
  CREATE UNLOGGED TABLE touched AS
    SELECT DISTINCT name, rest, period_id, time_period FROM staged JOIN part USING (series_id);
  ANALYZE touched;
  INSERT INTO summed
    WITH summand AS MATERIALIZED (
      SELECT touched.*, code, part.series_id, staged.series_id IS NOT NULL AS changed, after_value
        FROM touched
        JOIN part USING (name, rest)
        LEFT JOIN staged ON staged.series_id = part.series_id AND staged.period_id = touched.period_id),
    figure AS (
      SELECT name, rest, time_period, code, after_value AS obs_value FROM summand WHERE changed
       UNION ALL
      SELECT name, rest, time_period, code, vintages.number_in(nullif(split_part(cells, E'\t', place), ''), plain)
        FROM summand JOIN strip_before USING (series_id) JOIN place_in_strip USING (period_set_id, period_id)
       WHERE NOT changed AND coalesce(vintages.left_with(departures, place) > moment, true)
       UNION ALL
      SELECT name, rest, time_period, code, vintages.number_in(nullif(split_part(cells, E'\t', 1), ''), plain)
        FROM summand JOIN strip_before AS alone ON alone.series_id = summand.series_id AND period_set_id = period_id
       WHERE NOT changed)
    SELECT name, check_id, dimension, rest, time_period,
           sum(obs_value) FILTER (WHERE code = additivity.total),
           sum(obs_value) FILTER (WHERE code <> additivity.total),
           greatest(min(tolerance), min(tolerance_share) * abs(sum(obs_value) FILTER (WHERE code = additivity.total)))
      FROM figure
      JOIN additivity USING (name)
     WHERE obs_value IS NOT NULL
     GROUP BY name, check_id, dimension, rest, time_period, additivity.parts
    HAVING count(*) FILTER (WHERE code = additivity.total) = 1
       AND count(*) FILTER (WHERE code = ANY (additivity.parts)) = cardinality(additivity.parts);
END $$;
