-- A strip tells with which release each of its changed cells left it, so that what the cell said stays where it is
-- and is not written a second time. A version that a release brought tells what it replaced: a revision is read
-- from one row, no index finds what a release ended, and a version that ends stays where it lies.
ALTER TABLE vintages.strip RENAME TO old_strip;
ALTER TABLE vintages.old_strip DROP CONSTRAINT strip_pkey;
DROP INDEX vintages.strip_released, vintages.strip_gone, vintages.strip_replaced;

-- cells are as published, with a tab between two: `12.30 p`, `:`; an empty one is none, and a blank is one that
-- is not in the file any more. plain says that each value is one that Postgres reads as a number, or `:`.
-- left_places are those whose cells stand alone since the releases left_with; of one told twice the first counts.
CREATE TABLE vintages.strip (
  series_id     integer NOT NULL,
  period_set_id integer NOT NULL,  -- above zero: the one period
  released      integer NOT NULL,
  replaced      integer,           -- the release that ended it; NULL: current, but for cells that left
  dataset_id    smallint NOT NULL,
  plain         boolean NOT NULL,
  cells         text NOT NULL,
  before        text,              -- the cell that it replaced; NULL: none was there ever
  left_places   integer[],
  left_with     integer[],
  PRIMARY KEY (dataset_id, series_id, period_set_id, released)
) PARTITION BY LIST (dataset_id);
CREATE INDEX strip_released ON vintages.strip USING brin (released, period_set_id) WITH (pages_per_range = 16);
CREATE INDEX strip_gone ON vintages.strip (released) WHERE cells = ' ';
COMMENT ON TABLE vintages.strip IS 'One row per run of cells of a series that came with one release: those of a first release together, later ones alone; a partition per dataset.';

CREATE OR REPLACE FUNCTION pg_temp.move(id smallint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE vintages.strip_%s RENAME TO old_strip_%s', id, id);
  EXECUTE format('CREATE TABLE vintages.strip_%s PARTITION OF vintages.strip FOR VALUES IN (%s) WITH (fillfactor = 90)', id, id);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON vintages.strip_%s TO vintages_loader', id);
  -- What a cell said before it left its strip stood in a row of its own, too.
  EXECUTE format($sql$
    WITH departure AS MATERIALIZED (
      SELECT series_id, whole.period_set_id, place, periods[place] AS period_id, lone.released, lone.replaced
        FROM vintages.old_strip_%s AS whole
        JOIN vintages.period_set USING (period_set_id)
       CROSS JOIN unnest(lone_places) AS place
        JOIN vintages.old_strip_%s AS lone USING (series_id)
       WHERE lone.period_set_id = periods[place] AND lone.released = whole.released
    ), left_by AS (
      SELECT series_id, period_set_id, array_agg(place ORDER BY place) AS left_places,
             array_agg(replaced ORDER BY place) AS left_with
        FROM departure GROUP BY series_id, period_set_id
    ), version AS (
      SELECT *, CASE WHEN gone THEN ' ' ELSE cells END AS cell FROM vintages.old_strip_%s
    ), told AS (
      SELECT *, lag(cell) OVER (PARTITION BY series_id, period_set_id ORDER BY released) AS before FROM version)
    INSERT INTO vintages.strip
    SELECT series_id, period_set_id, released, replaced, dataset_id, plain, cell, before, left_places, left_with
      FROM told
      LEFT JOIN left_by USING (series_id, period_set_id)
     WHERE (series_id, period_set_id, released) NOT IN (SELECT series_id, period_id, released FROM departure)
     ORDER BY period_set_id > 0, released$sql$, id, id, id);
END $$;
SELECT pg_temp.move(dataset_id) FROM vintages.dataset WHERE to_regclass('vintages.strip_' || dataset_id) IS NOT NULL;
ANALYZE vintages.strip;

-- The views of the old table are stated again with figures.
CREATE OR REPLACE VIEW vintages.version AS
SELECT NULL::smallint AS dataset_id, NULL::integer AS series_id, NULL::integer AS period_id, NULL::integer AS released,
       NULL::integer AS replaced, NULL::numeric AS obs_value, NULL::text AS raw, NULL::text AS flags, NULL::boolean AS gone;
CREATE OR REPLACE VIEW vintages.change AS
SELECT NULL::smallint AS dataset_id, NULL::integer AS series_id, NULL::integer AS period_id, NULL::integer AS released,
       NULL::text AS change_kind, NULL::numeric AS value_before, NULL::text AS raw_before, NULL::text AS flags_before,
       NULL::boolean AS absent_before, NULL::numeric AS value_after, NULL::text AS raw_after, NULL::text AS flags_after;
DROP VIEW IF EXISTS figures.replacements, vintages.lone_version;
DROP TABLE vintages.old_strip CASCADE;  -- with views on it that checks left behind when they died

-- A cell as strips have it, of what a stage says of it.
CREATE FUNCTION vintages.cell_of(raw text, value numeric, flags text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE raw WHEN '' THEN ' ' ELSE coalesce(raw, value::text, ':') || coalesce(' ' || flags, '') END;

-- Gather the cells that are as a release brought them, and stand alone, into a strip for each series.
CREATE OR REPLACE FUNCTION vintages.pack(id smallint, moment integer) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  listed integer[] := (SELECT array_agg(DISTINCT period_set_id ORDER BY period_set_id) FROM vintages.strip
                        WHERE dataset_id = id AND released = moment AND replaced IS NULL AND period_set_id > 0 AND cells <> ' ');
  listed_id integer;
BEGIN
  IF listed IS NULL THEN
    RETURN;
  END IF;
  listed_id := vintages.period_set_of(listed);
  WITH taken AS MATERIALIZED (
    DELETE FROM vintages.strip
     WHERE dataset_id = id AND released = moment AND replaced IS NULL AND period_set_id > 0 AND cells <> ' '
    RETURNING series_id, period_set_id AS period_id, plain, cells)
  INSERT INTO vintages.strip (series_id, period_set_id, released, dataset_id, plain, cells)
  SELECT series_id, listed_id, moment, id, bool_and(plain),
         string_agg(coalesce(cells, ''), E'\t' ORDER BY period_id)
    FROM (SELECT DISTINCT series_id FROM taken) AS series
   CROSS JOIN unnest(listed) AS period_id
    LEFT JOIN taken USING (series_id, period_id)
   GROUP BY series_id;
END $$;

-- The first release of a dataset. It was written to pages half full, so that strips can tell what left them where
-- they lie; those after it need room for the few versions of a page that a release ends.
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
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON vintages.strip_%s TO vintages_loader', id);
END $$;

-- After a release the planner must know how many versions ended, which were none before. A small sample tells.
-- And the index of releases must know the pages that it filled: those that it does not know are always read.
CREATE OR REPLACE FUNCTION vintages.analyze_strips(id smallint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET default_statistics_target = 10 AS $$
BEGIN
  EXECUTE format('ANALYZE vintages.strip_%s (series_id, period_set_id, released, replaced)', id);
  PERFORM brin_summarize_new_values(indexrelid)
     FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
    WHERE indrelid = format('vintages.strip_%s', id)::regclass AND amname = 'brin';
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
        JOIN vintages.lone_version AS now ON now.dataset_id = of_dataset AND now.released = past.released
        JOIN vintages.period USING (period_id)
       CROSS JOIN LATERAL (SELECT vintages.number_in(now.before, false) AS obs_value OFFSET 0) AS was  -- read once
       WHERE (now.series_id + now.period_id) % nth = 0 AND now.before IS NOT NULL
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
    SELECT series_id, period_set_id, left_places, left_with, %s AS moment, cells
      FROM vintages.strip
     WHERE dataset_id = %s AND released <= %s AND (replaced IS NULL OR replaced > %s) AND cells <> ' '$sql$,
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
