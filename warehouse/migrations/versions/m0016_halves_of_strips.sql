-- Strips of many cells, which a dataset's oldest release brought, and strips of one, which later ones did, lie apart:
-- whoever asks for one sort passes by the other, and those of one cell have their indexes built at once where they are
-- the first. All have eight columns, the most whose blanks are told in the first word of a row: a ninth made every
-- version of a cell eight bytes longer.
ALTER TABLE vintages.strip RENAME TO old_strip;
ALTER TABLE vintages.old_strip DROP CONSTRAINT strip_pkey;
DROP INDEX vintages.strip_released, vintages.strip_gone;

-- cells are as published, with a tab between two: `12.30 p`, `:`; an empty one is none. Of one cell they are the cell
-- and, behind a tab, the one that it replaced; a blank is one that is not in the file any more, and without a tab there
-- was none before, ever. plain says that each value is one that Postgres reads as a number, or `:`. departures are the
-- places whose cells stand alone by now, then as many releases, with which they left; of one told twice the first counts.
-- No key says that a cell has one version of a release, since its entries would be half as long again: a release is
-- loaded once, by the key of vintages.release, and each of its cells stands in one place of one line.
CREATE TABLE vintages.strip (
  series_id     integer NOT NULL,
  period_set_id integer NOT NULL,  -- above zero: the one period
  released      integer NOT NULL,
  replaced      integer,           -- the release that ended it; NULL: current, but for cells that left
  dataset_id    smallint NOT NULL,
  plain         boolean NOT NULL,
  cells         text NOT NULL,
  departures    integer[]
) PARTITION BY RANGE (dataset_id, period_set_id);
CREATE INDEX strip_released ON vintages.strip USING brin (released) WITH (pages_per_range = 16);
COMMENT ON TABLE vintages.strip IS 'One row per run of cells of a series that came with one release: those of a first release together, later ones alone; two partitions per dataset.';

-- The release with which the cell at a place left its strip; NULL: it did not.
CREATE FUNCTION vintages.left_with(departures integer[], place integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN departures[cardinality(departures) / 2 + array_position(departures, place)];

-- The table of a dataset's cells that stand alone, as long as it is not part of the whole: what is written to it before
-- it has its indexes is written in half the time. Each page has room for the few that a later release ends. A table that
-- a load left behind when it died is made anew.
CREATE FUNCTION vintages.open_lone(id smallint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_class WHERE oid = to_regclass('vintages.lone_strip_' || id) AND relispartition) THEN
    RAISE 'dataset % has cells that stand alone: its table of them is not made anew', id;
  END IF;
  EXECUTE format('DROP TABLE IF EXISTS vintages.lone_strip_%s', id);
  EXECUTE format('CREATE TABLE vintages.lone_strip_%s (LIKE vintages.strip,
                    CONSTRAINT of_half CHECK (dataset_id = %s AND period_set_id >= 0)) WITH (fillfactor = 90)', id, id);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON vintages.lone_strip_%s TO vintages_loader', id);
END $$;

CREATE FUNCTION vintages.finish_lone(id smallint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE INDEX lone_strip_%s_cell ON vintages.lone_strip_%s (series_id, period_set_id)', id, id);
  EXECUTE format('CREATE INDEX lone_strip_%s_gone ON vintages.lone_strip_%s (released) WHERE cells LIKE '' %%''', id, id);
  EXECUTE format('CREATE INDEX lone_strip_%s_released ON vintages.lone_strip_%s
                   USING brin (released) WITH (pages_per_range = 16)', id, id);
END $$;

-- Make what is new of a dataset part of the whole.
CREATE OR REPLACE FUNCTION vintages.attach(id smallint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  half record;
BEGIN
  FOR half IN SELECT relname AS name, bounds
                FROM (VALUES ('strip_', '(%s, MINVALUE) TO (%s, 0)'), ('lone_strip_', '(%s, 0) TO (%s, MAXVALUE)')) AS halves (name, bounds)
                JOIN pg_class ON oid = to_regclass('vintages.' || halves.name || id)
               WHERE NOT relispartition LOOP
    EXECUTE format('ALTER TABLE vintages.strip ATTACH PARTITION vintages.%s FOR VALUES FROM ' || half.bounds, half.name, id, id);
    EXECUTE format('ALTER TABLE vintages.%s DROP CONSTRAINT of_half', half.name);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION pg_temp.move(id smallint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE vintages.strip_%s RENAME TO old_strip_%s', id, id);
  EXECUTE format('CREATE TABLE vintages.strip_%s (LIKE vintages.strip,
                    CONSTRAINT of_half CHECK (dataset_id = %s AND period_set_id < 0)) WITH (fillfactor = 90)', id, id);
  EXECUTE format('INSERT INTO vintages.strip_%s
                  SELECT series_id, period_set_id, released, replaced, dataset_id, plain, cells, left_places || left_with
                    FROM vintages.old_strip_%s WHERE period_set_id < 0', id, id);
  EXECUTE format('ALTER TABLE vintages.strip_%s ADD PRIMARY KEY (series_id)', id);
  EXECUTE format('CREATE INDEX strip_%s_released ON vintages.strip_%s USING brin (released) WITH (pages_per_range = 16)', id, id);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON vintages.strip_%s TO vintages_loader', id);
  PERFORM vintages.open_lone(id);
  EXECUTE format('INSERT INTO vintages.lone_strip_%s
                  SELECT series_id, period_set_id, released, replaced, dataset_id, plain, cells || coalesce(E''\t'' || before, '''')
                    FROM vintages.old_strip_%s WHERE period_set_id > 0 ORDER BY released', id, id);
  PERFORM vintages.finish_lone(id);
  PERFORM vintages.attach(id);
END $$;
SELECT pg_temp.move(dataset_id) FROM vintages.dataset WHERE to_regclass('vintages.strip_' || dataset_id) IS NOT NULL;
ANALYZE vintages.strip;

-- The views of the old table are stated again with figures.
CREATE OR REPLACE VIEW vintages.version AS
SELECT NULL::smallint AS dataset_id, NULL::integer AS series_id, NULL::integer AS period_id, NULL::integer AS released,
       NULL::integer AS replaced, NULL::numeric AS obs_value, NULL::text AS raw, NULL::text AS flags, NULL::boolean AS gone,
       NULL::text AS before, NULL::integer AS ended, NULL::boolean AS alone;
CREATE OR REPLACE VIEW vintages.lone_version AS
SELECT NULL::smallint AS dataset_id, NULL::integer AS series_id, NULL::integer AS period_id, NULL::integer AS released,
       NULL::numeric AS obs_value, NULL::text AS before, NULL::text AS cell, NULL::numeric AS value_before;
DROP TABLE vintages.old_strip CASCADE;  -- with views on it that checks left behind when they died

-- Gather the cells that are as a release brought them, and stand alone, into a strip for each series.
CREATE OR REPLACE FUNCTION vintages.pack(id smallint, moment integer) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  listed integer[] := (SELECT array_agg(DISTINCT period_set_id ORDER BY period_set_id) FROM vintages.strip
                        WHERE dataset_id = id AND period_set_id > 0 AND released = moment AND replaced IS NULL AND strpos(cells, E'\t') = 0);
  listed_id integer;
BEGIN
  IF listed IS NULL THEN
    RETURN;
  END IF;
  listed_id := vintages.period_set_of(listed);
  WITH taken AS MATERIALIZED (
    DELETE FROM vintages.strip
     WHERE dataset_id = id AND period_set_id > 0 AND released = moment AND replaced IS NULL AND strpos(cells, E'\t') = 0
    RETURNING series_id, period_set_id AS period_id, plain, cells)
  INSERT INTO vintages.strip (series_id, period_set_id, released, dataset_id, plain, cells)
  SELECT series_id, listed_id, moment, id, bool_and(plain),
         string_agg(coalesce(cells, ''), E'\t' ORDER BY period_id)
    FROM (SELECT DISTINCT series_id FROM taken) AS series
   CROSS JOIN unnest(listed) AS period_id
    LEFT JOIN taken USING (series_id, period_id)
   GROUP BY series_id;
END $$;

-- The first release of a dataset: its lines are copied into the table that becomes the first half of its partitions.
CREATE OR REPLACE FUNCTION stage.open_first(stage_id integer, dataset_id smallint, moment integer, period_set_id integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Room for strips to note beside themselves which cells they lost: a release may well touch two of five.
  EXECUTE format('CREATE TABLE stage.first_%s (LIKE vintages.strip INCLUDING DEFAULTS,
                    CONSTRAINT of_half CHECK (dataset_id = %s AND period_set_id < 0)) WITH (fillfactor = 50)', stage_id, dataset_id);
  EXECUTE format('ALTER TABLE stage.first_%s ALTER released SET DEFAULT %s, ALTER dataset_id SET DEFAULT %s,
                    ALTER period_set_id SET DEFAULT %s', stage_id, moment, dataset_id, period_set_id);
  EXECUTE format('CREATE VIEW stage.change_%s AS
                  SELECT 1::smallint AS leg, series_id, periods[place] AS period_id, ''first_published'' AS change_kind,
                         NULL::numeric AS before_value, '''' AS before_raw, NULL::text AS before_flags,
                         vintages.number_in(cell, plain) AS after_value, vintages.value_in(cell) AS after_raw,
                         vintages.flags_in(cell) AS after_flags
                    FROM stage.first_%s
                    JOIN vintages.period_set USING (period_set_id)
                   CROSS JOIN LATERAL unnest(string_to_array(cells, E''\t'')) WITH ORDINALITY AS each (cell, place)
                   WHERE cell <> ''''', stage_id, stage_id);
  EXECUTE format('GRANT SELECT ON stage.change_%s TO vintages_loader', stage_id);
  EXECUTE format('GRANT INSERT ON stage.first_%s TO vintages_loader', stage_id);
END $$;

CREATE OR REPLACE FUNCTION stage.finish_first(stage_id integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('ALTER TABLE stage.first_%s ADD PRIMARY KEY (series_id)', stage_id);
  EXECUTE format('CREATE INDEX first_%s_released ON stage.first_%s USING brin (released) WITH (pages_per_range = 16)', stage_id, stage_id);
  EXECUTE format('ANALYZE stage.first_%s', stage_id);
END $$;

CREATE OR REPLACE FUNCTION vintages.first_load(id smallint, stage_id integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('DROP VIEW stage.change_%s', stage_id);
  EXECUTE format('ALTER TABLE stage.first_%s ALTER released DROP DEFAULT, ALTER dataset_id DROP DEFAULT,
                    ALTER period_set_id DROP DEFAULT', stage_id);
  EXECUTE format('ALTER TABLE stage.first_%s SET (fillfactor = 90)', stage_id);
  EXECUTE format('ALTER TABLE stage.first_%s RENAME TO strip_%s', stage_id, id);
  EXECUTE format('ALTER TABLE stage.strip_%s SET SCHEMA vintages', id);
  EXECUTE format('ALTER INDEX vintages.first_%s_pkey RENAME TO strip_%s_pkey', stage_id, id);
  EXECUTE format('ALTER INDEX vintages.first_%s_released RENAME TO strip_%s_released', stage_id, id);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON vintages.strip_%s TO vintages_loader', id);
END $$;

-- After a release the planner must know how many versions ended, which were none before. A small sample tells.
-- And the index of releases must know the pages that it filled: those that it does not know are always read.
CREATE OR REPLACE FUNCTION vintages.analyze_strips(id smallint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET default_statistics_target = 10 AS $$
BEGIN
  EXECUTE format('ANALYZE vintages.strip_%s (series_id, period_set_id, released, replaced)', id);
  EXECUTE format('ANALYZE vintages.lone_strip_%s (series_id, period_set_id, released, replaced)', id);
  PERFORM brin_summarize_new_values(to_regclass(format('vintages.%s_%s_released', half, id)))
     FROM unnest(ARRAY['strip', 'lone_strip']) AS half;
END $$;

-- The staged changes, the series that they touch, and the cells before and after.
CREATE OR REPLACE FUNCTION quality.lay_out_changes(stage_id integer, dataset_id smallint, moment integer) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  first boolean := to_regclass('stage.first_' || stage_id) IS NOT NULL;
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
  -- Those that changed, and all that are new, of which a few may have no cell.
  EXECUTE format($sql$
    CREATE UNLOGGED TABLE series AS
    SELECT series_id, series_key, coalesce(dimensions->>'unit', '') AS unit, dimensions->>'freq' AS freq,
           dimensions->>'geo' AS geo, false AS new
      FROM vintages.series
      JOIN (%s) AS touched USING (series_id)
     WHERE series.dataset_id = %s
    UNION ALL
    SELECT series_id, series_key, coalesce(code[unit_at], ''), code[freq_at], code[geo_at], true
      FROM stage.series
     CROSS JOIN (SELECT array_position(dimensions, 'unit') AS unit_at, array_position(dimensions, 'freq') AS freq_at,
                        array_position(dimensions, 'geo') AS geo_at FROM facts) AS place
     CROSS JOIN LATERAL string_to_array(series_key, '.') AS code
     WHERE stage_id = %s$sql$,
    CASE WHEN first THEN 'SELECT NULL::integer AS series_id'  -- all are new
         ELSE format('SELECT DISTINCT series_id FROM stage.change_%s WHERE leg = 1', stage_id) END, dataset_id, stage_id);
  ALTER TABLE series ADD PRIMARY KEY (series_id);
  ANALYZE series;
  IF NOT first THEN
    EXECUTE format('CREATE INDEX IF NOT EXISTS change_%s_cell ON stage.change_%s (series_id, period_id)', stage_id, stage_id);
  END IF;
  EXECUTE format($sql$
    CREATE VIEW before AS
    SELECT series_id, period_id, obs_value, flags
      FROM vintages.version
     WHERE dataset_id = %s AND released <= %s AND (replaced IS NULL OR replaced > %s) AND NOT gone$sql$,
    dataset_id, moment, moment);
  -- The same as it lies, to learn whether a cell is there without reading all of its series.
  EXECUTE format($sql$
    CREATE VIEW strip_before AS
    SELECT series_id, period_set_id, departures, %s AS moment, cells
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

-- A first release that waits since before this change is staged anew when somebody lets it in.
UPDATE vintages.dataset SET loads = loads + 1
 WHERE NOT EXISTS (SELECT FROM vintages.release WHERE release.dataset_id = dataset.dataset_id);
