-- 98 of 100 cells never change. They stay in the strip that they came in, as their line in the file was
-- written: a third of the disk, and of the time to load, of a row for each with a key. A cell that a
-- release changes stands alone from then on, with a strip of its own for each of its versions. So nothing is
-- looked up elsewhere to learn when a cell ended.

-- The periods of strips of many cells, in the order of their cells.
CREATE SEQUENCE vintages.period_set_number AS integer INCREMENT -1;
CREATE TABLE vintages.period_set (
  period_set_id integer PRIMARY KEY DEFAULT nextval('vintages.period_set_number'),  -- below zero
  periods       integer[] NOT NULL,
  EXCLUDE USING hash (periods WITH =)  -- a list of days is too long for the key of another index
);
COMMENT ON TABLE vintages.period_set IS 'One row per list of periods that strips of many cells have.';

-- cells are as published, with a tab between two: `12.30 p`, `:`; an empty one is none. lone_places are those
-- whose cells stand alone by now. plain says that each value is one that Postgres reads as a number, or `:`.
-- gone says that the one cell was there and is not in the file any more; a dash stands for it.
CREATE TABLE vintages.strip (
  series_id     integer NOT NULL,
  period_set_id integer NOT NULL,  -- above zero: the one period
  released      integer NOT NULL,
  replaced      integer,           -- the release that ended it; NULL: current
  dataset_id    smallint NOT NULL,
  plain         boolean NOT NULL,
  gone          boolean NOT NULL DEFAULT false,
  lone_places   integer[],
  cells         text NOT NULL,
  PRIMARY KEY (dataset_id, series_id, period_set_id, released)
) PARTITION BY LIST (dataset_id);
CREATE INDEX strip_released ON vintages.strip USING brin (released) WITH (pages_per_range = 16);
CREATE INDEX strip_gone ON vintages.strip (released) WHERE gone;
CREATE INDEX strip_replaced ON vintages.strip (replaced) WHERE replaced IS NOT NULL;
COMMENT ON TABLE vintages.strip IS 'One row per run of cells of a series that came with one release and, once ended, ended with one; a partition per dataset.';

-- What a cell says: its value to the character, the number that this is, and its flags.
CREATE FUNCTION vintages.value_in(cell text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN split_part(cell, ' ', 1);
CREATE FUNCTION vintages.number_in(cell text, plain boolean) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN plain THEN nullif(split_part(cell, ' ', 1), ':')::numeric
              WHEN split_part(cell, ' ', 1) ~ '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$'
              THEN split_part(cell, ' ', 1)::numeric END;
CREATE FUNCTION vintages.flags_in(cell text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN substr(cell, nullif(strpos(cell, ' '), 0) + 1);

-- The number of a list of periods.
CREATE FUNCTION vintages.period_set_of(listed integer[]) RETURNS integer
  LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO vintages.period_set (periods) VALUES (listed) ON CONFLICT DO NOTHING;
  RETURN (SELECT period_set_id FROM vintages.period_set WHERE periods = listed);
END $$;

-- Gather the cells that are as a release brought them, and stand alone, into a strip for each series.
CREATE FUNCTION vintages.pack(id smallint, moment integer) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  listed integer[] := (SELECT array_agg(DISTINCT period_set_id ORDER BY period_set_id) FROM vintages.strip
                        WHERE dataset_id = id AND released = moment AND replaced IS NULL AND period_set_id > 0 AND NOT gone);
  listed_id integer;
BEGIN
  IF listed IS NULL THEN
    RETURN;
  END IF;
  listed_id := vintages.period_set_of(listed);
  WITH taken AS MATERIALIZED (
    DELETE FROM vintages.strip
     WHERE dataset_id = id AND released = moment AND replaced IS NULL AND period_set_id > 0 AND NOT gone
    RETURNING series_id, period_set_id AS period_id, plain, cells)
  INSERT INTO vintages.strip (series_id, period_set_id, released, dataset_id, plain, cells)
  SELECT series_id, listed_id, moment, id, bool_and(plain),
         string_agg(coalesce(cells, ''), E'\t' ORDER BY period_id)
    FROM (SELECT DISTINCT series_id FROM taken) AS series
   CROSS JOIN unnest(listed) AS period_id
    LEFT JOIN taken USING (series_id, period_id)
   GROUP BY series_id;
END $$;

-- What lay in rows until now. The views of the old tables are stated again with figures.
CREATE FUNCTION pg_temp.move(id smallint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TABLE vintages.strip_%s PARTITION OF vintages.strip FOR VALUES IN (%s)', id, id);
  INSERT INTO vintages.strip (series_id, period_set_id, released, replaced, dataset_id, plain, gone, cells)
  SELECT series_id, period_id, released, replaced, dataset_id,
         obs_value IS NOT NULL OR raw IS NULL, raw IS NOT DISTINCT FROM '',
         concat_ws(' ', CASE raw WHEN '' THEN '-' ELSE coalesce(raw, obs_value::text, ':') END, flags)
    FROM vintages.observation
    LEFT JOIN vintages.replacement USING (dataset_id, series_id, period_id, released)
   WHERE dataset_id = id;
  PERFORM vintages.pack(id, (SELECT min(released) FROM vintages.release WHERE dataset_id = id));
END $$;
SELECT pg_temp.move(dataset_id)
  FROM vintages.dataset
 WHERE to_regclass('vintages.observation_' || dataset_id) IS NOT NULL;
ANALYZE vintages.strip, vintages.period_set;

CREATE OR REPLACE VIEW vintages.version AS
SELECT NULL::smallint AS dataset_id, NULL::integer AS series_id, NULL::integer AS period_id, NULL::integer AS released,
       NULL::integer AS replaced, NULL::numeric AS obs_value, NULL::text AS raw, NULL::text AS flags;
CREATE OR REPLACE VIEW vintages.change AS
SELECT NULL::smallint AS dataset_id, NULL::integer AS series_id, NULL::integer AS period_id, NULL::integer AS released,
       NULL::text AS change_kind, NULL::numeric AS value_before, NULL::text AS raw_before, NULL::text AS flags_before,
       NULL::boolean AS absent_before, NULL::numeric AS value_after, NULL::text AS raw_after, NULL::text AS flags_after;
CREATE OR REPLACE VIEW figures.replacements AS
SELECT NULL::smallint AS dataset_id, NULL::integer AS series_id, NULL::integer AS period_id, NULL::integer AS released,
       NULL::integer AS replaced;
DROP TABLE vintages.observation, vintages.replacement;

-- The first release of a dataset has nothing to be compared with: its lines are copied into the table
-- that becomes the dataset's partition. Rules see them as the staged changes that they are.
DROP FUNCTION stage.open_first(integer, smallint, integer);
CREATE FUNCTION stage.open_first(stage_id integer, dataset_id smallint, moment integer, period_set_id integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Room for strips to note beside themselves which cells they lost: a release may well touch two of five.
  EXECUTE format('CREATE TABLE stage.first_%s (LIKE vintages.strip INCLUDING DEFAULTS,
                    CONSTRAINT of_dataset CHECK (dataset_id = %s)) WITH (fillfactor = 50)', stage_id, dataset_id);
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
  EXECUTE format('ALTER TABLE stage.first_%s ADD PRIMARY KEY (dataset_id, series_id, period_set_id, released)', stage_id);
  EXECUTE format('ANALYZE stage.first_%s', stage_id);
END $$;

CREATE OR REPLACE FUNCTION vintages.first_load(id smallint, stage_id integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('DROP VIEW stage.change_%s', stage_id);
  EXECUTE format('ALTER TABLE stage.first_%s ALTER released DROP DEFAULT, ALTER dataset_id DROP DEFAULT,
                    ALTER period_set_id DROP DEFAULT', stage_id);
  EXECUTE format('ALTER TABLE stage.first_%s RESET (fillfactor)', stage_id);
  EXECUTE format('ALTER TABLE stage.first_%s RENAME TO strip_%s', stage_id, id);
  EXECUTE format('ALTER TABLE stage.strip_%s SET SCHEMA vintages', id);
  EXECUTE format('ALTER INDEX vintages.first_%s_pkey RENAME TO strip_%s_pkey', stage_id, id);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON vintages.strip_%s TO vintages_loader', id);
END $$;

CREATE OR REPLACE FUNCTION vintages.attach(id smallint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('ALTER TABLE vintages.strip ATTACH PARTITION vintages.strip_%s FOR VALUES IN (%s)', id, id);
  EXECUTE format('ALTER TABLE vintages.strip_%s DROP CONSTRAINT of_dataset', id);
END $$;

-- After a release the planner must know how many versions ended, which were none before. A small sample tells.
CREATE FUNCTION vintages.analyze_strips(id smallint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET default_statistics_target = 10 AS $$
BEGIN
  EXECUTE format('ANALYZE vintages.strip_%s (series_id, period_set_id, released, replaced)', id);
END $$;

CREATE OR REPLACE FUNCTION vintages.analyze_small() RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  ANALYZE vintages.dataset, vintages.series, vintages.period, vintages.period_set, vintages.release;
  ANALYZE ONLY vintages.strip;
END $$;

-- How large the revisions of this dataset usually were at the age of a figure: what nine of ten kept
-- below, in the middle one of its last twelve vintages, so that one bad vintage that was let in does not
-- excuse the next. At most about 50,000 revisions are looked at, drawn by their cell's number.
CREATE OR REPLACE FUNCTION quality.lay_out_usual(of_dataset smallint, moment integer) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  nth integer;
BEGIN
  CREATE TABLE past AS
    SELECT released, released_at::date AS day, (changes->>'revised')::float8 AS revised,
           (changes->>'revised')::float8 / nullif(observations, 0) AS revised_share
      FROM vintages.release
     WHERE dataset_id = of_dataset AND released <= moment AND changes ? 'revised'
     ORDER BY released DESC LIMIT 12;
  SELECT greatest(1, sum(revised) / 50000)::integer INTO nth FROM past;
  CREATE TABLE usual AS
    WITH revision AS (
      SELECT past.released, quality.age_group(past.day - period.last_day) AS age_group,
             quality.young(past.day - period.last_day, period.last_day - period.first_day) AS young,
             abs(ln(now.obs_value::float8 / was.obs_value::float8)) AS size
        FROM past
        JOIN vintages.lone_version AS was ON was.dataset_id = of_dataset AND was.replaced = past.released
        JOIN vintages.lone_version AS now
          ON now.dataset_id = of_dataset AND now.series_id = was.series_id
         AND now.period_id = was.period_id AND now.released = past.released
        JOIN vintages.period ON period.period_id = was.period_id
       WHERE (was.series_id + was.period_id) % nth = 0
         AND quality.weight(was.obs_value) >= 20 AND now.obs_value > 0 AND was.obs_value > 0
         AND now.obs_value <> was.obs_value),
    by_vintage AS (
      SELECT released, age_group, young, count(*) AS revisions,
             percentile_cont(0.9) WITHIN GROUP (ORDER BY size) AS large_size
        FROM revision GROUP BY GROUPING SETS ((released, age_group, young), (released, young)))
    SELECT age_group, young, sum(revisions) AS revisions,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY large_size) AS large_size
      FROM by_vintage WHERE revisions >= 5
     GROUP BY age_group, young;
  -- A short history is asked as far as it goes: with less than 30 revisions at this age, the rest is
  -- taken from all young figures, or all old ones; where these are few, a tenth for a young figure
  -- and 3 percent for an old one.
  CREATE TABLE usual_at AS
    WITH wide AS (
      SELECT young, CASE WHEN usual.revisions >= 30 THEN usual.large_size
                         WHEN young THEN 0.10 ELSE 0.03 END AS size
        FROM (VALUES (true), (false)) AS youth (young) LEFT JOIN usual USING (young)
       WHERE usual.age_group IS NULL)
    SELECT age_group, young, coalesce(usual.revisions, 0) AS revisions,
           greatest(0.01, (known.share * coalesce(usual.large_size, 0) + (1 - known.share) * wide.size)) AS usual_size
      FROM generate_series(0, 7) AS age_group
     CROSS JOIN wide
      LEFT JOIN usual USING (age_group, young)
     CROSS JOIN LATERAL (SELECT least(1, coalesce(usual.revisions, 0) / 30.0)::float8 AS share) AS known;
  ANALYZE past, usual_at;
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
    SELECT series_id, period_set_id, lone_places, cells
      FROM vintages.strip
     WHERE dataset_id = %s AND released <= %s AND (replaced IS NULL OR replaced > %s) AND NOT gone$sql$,
    dataset_id, moment, moment);
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

-- What one pass over the staged cells tells: how many there are of each period, kind and flags. Of a first
-- release nothing else is taken out of the strips.
CREATE OR REPLACE FUNCTION quality.lay_out_seen(stage_id integer) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format($sql$
    CREATE TABLE seen AS
    SELECT counted.*, time_period, frequency, first_day, last_day
      FROM (%s) AS counted
      LEFT JOIN vintages.period USING (period_id)$sql$,
    format(CASE WHEN to_regclass('stage.first_' || stage_id) IS NULL THEN $sql$
      SELECT period_id, change_kind, after_flags, count(*) AS cells, count(after_value) AS numbers,
             count(*) FILTER (WHERE after_raw IS DISTINCT FROM '') AS there
        FROM stage.change_%s WHERE leg = 1 GROUP BY period_id, change_kind, after_flags$sql$ ELSE $sql$
      SELECT periods[place] AS period_id, 'first_published' AS change_kind, after_flags, cells, numbers, cells AS there
        FROM (SELECT period_set_id, place, vintages.flags_in(cell) AS after_flags, count(*) AS cells,
                     count(*) FILTER (WHERE CASE WHEN plain THEN NOT starts_with(cell, ':')
                                                 ELSE vintages.number_in(cell, plain) IS NOT NULL END) AS numbers
                FROM stage.first_%s
               CROSS JOIN LATERAL string_to_table(cells, E'\t') WITH ORDINALITY AS each (cell, place)
               WHERE cell <> ''
               GROUP BY period_set_id, place, vintages.flags_in(cell)) AS counted
        JOIN vintages.period_set USING (period_set_id)$sql$ END, stage_id));
  ANALYZE seen;
END $$;

-- A first release that waits since before this change is staged anew when somebody lets it in.
UPDATE vintages.dataset SET loads = loads + 1
 WHERE NOT EXISTS (SELECT FROM vintages.release WHERE release.dataset_id = dataset.dataset_id);
