-- What is asked of a cell is read from the start of its strip, and a change writes its strip anew. So no strip has more
-- than 256 cells, and a long series lies in several: half a million cells as 15,000 days each were asked fifty times
-- slower than as years.
DROP FUNCTION stage.open_first(integer, smallint, integer, integer);
CREATE FUNCTION stage.open_first(stage_id integer, dataset_id smallint, moment integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Room for strips to note beside themselves which cells they lost: a release may well touch two of five.
  EXECUTE format('CREATE TABLE stage.first_%s (LIKE vintages.strip INCLUDING DEFAULTS,
                    CONSTRAINT of_half CHECK (dataset_id = %s AND period_set_id < 0)) WITH (fillfactor = 50)', stage_id, dataset_id);
  EXECUTE format('ALTER TABLE stage.first_%s ALTER released SET DEFAULT %s, ALTER dataset_id SET DEFAULT %s',
                 stage_id, moment, dataset_id);
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
  EXECUTE format('ALTER TABLE stage.first_%s ADD PRIMARY KEY (series_id, period_set_id)', stage_id);
  EXECUTE format('CREATE INDEX first_%s_released ON stage.first_%s USING brin (released) WITH (pages_per_range = 16)', stage_id, stage_id);
  EXECUTE format('ANALYZE stage.first_%s', stage_id);
END $$;

CREATE OR REPLACE FUNCTION vintages.first_load(id smallint, stage_id integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM stage.close_benches(stage_id);
  EXECUTE format('DROP VIEW stage.change_%s', stage_id);
  EXECUTE format('ALTER TABLE stage.first_%s ALTER released DROP DEFAULT, ALTER dataset_id DROP DEFAULT', stage_id);
  EXECUTE format('ALTER TABLE stage.first_%s SET (fillfactor = 90)', stage_id);
  EXECUTE format('ALTER TABLE stage.first_%s RENAME TO strip_%s', stage_id, id);
  EXECUTE format('ALTER TABLE stage.strip_%s SET SCHEMA vintages', id);
  EXECUTE format('ALTER INDEX vintages.first_%s_pkey RENAME TO strip_%s_pkey', stage_id, id);
  EXECUTE format('ALTER INDEX vintages.first_%s_released RENAME TO strip_%s_released', stage_id, id);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON vintages.strip_%s TO vintages_loader', id);
END $$;

-- Gather the cells of one list of periods that are as a release brought them, and stand alone, into a strip for each series.
CREATE OR REPLACE FUNCTION vintages.pack(id smallint, moment integer, listed_id integer) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  listed integer[] := (SELECT periods FROM vintages.period_set WHERE period_set_id = listed_id);
BEGIN
  WITH taken AS MATERIALIZED (
    DELETE FROM vintages.strip
     WHERE dataset_id = id AND period_set_id > 0 AND released = moment AND replaced IS NULL AND strpos(cells, E'\t') = 0
       AND period_set_id = ANY (listed)
    RETURNING series_id, period_set_id AS period_id, plain, cells)
  INSERT INTO vintages.strip (series_id, period_set_id, released, dataset_id, plain, cells)
  SELECT series_id, listed_id, moment, id, bool_and(plain), string_agg(coalesce(cells, ''), E'\t' ORDER BY place)
    FROM (SELECT DISTINCT series_id FROM taken) AS series
   CROSS JOIN unnest(listed) WITH ORDINALITY AS each (period_id, place)
    LEFT JOIN taken USING (series_id, period_id)
   GROUP BY series_id;
END $$;

-- The parts of each list that is too long, and where in it they begin.
CREATE TEMP TABLE part ON COMMIT DROP AS
SELECT whole.period_set_id AS whole_id, start, vintages.period_set_of(periods[start + 1 : start + 256]) AS period_set_id,
       least(256, cardinality(periods) - start) AS length
  FROM vintages.period_set AS whole CROSS JOIN generate_series(0, cardinality(periods) - 1, 256) AS start
 WHERE cardinality(periods) > 256;

CREATE FUNCTION pg_temp.cut(id smallint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE vintages.strip_%s DROP CONSTRAINT strip_%s_pkey', id, id);
  EXECUTE format($sql$
    WITH long AS MATERIALIZED (
      DELETE FROM vintages.strip_%s USING (SELECT DISTINCT whole_id FROM part) AS whole
       WHERE period_set_id = whole_id RETURNING strip_%s.*)
    INSERT INTO vintages.strip_%s (series_id, period_set_id, released, replaced, dataset_id, plain, cells, departures)
    SELECT series_id, part.period_set_id, released, replaced, dataset_id, plain,
           array_to_string(apart[start + 1 : start + length], E'\t'),
           (SELECT array_agg(place - start ORDER BY told) || array_agg(release ORDER BY told)
              FROM unnest(departures[: cardinality(departures) / 2], departures[cardinality(departures) / 2 + 1 :])
                   WITH ORDINALITY AS departure (place, release, told)
             WHERE place > start AND place <= start + length)
      FROM long JOIN part ON whole_id = long.period_set_id
     CROSS JOIN LATERAL (SELECT string_to_array(cells, E'\t') AS apart OFFSET 0) AS taken
     WHERE array_to_string(apart[start + 1 : start + length], '') <> ''$sql$, id, id, id);
  EXECUTE format('ALTER TABLE vintages.strip_%s ADD PRIMARY KEY (series_id, period_set_id)', id);
END $$;
SELECT pg_temp.cut(dataset_id) FROM vintages.dataset WHERE to_regclass('vintages.strip_' || dataset_id) IS NOT NULL;
DELETE FROM vintages.period_set USING part WHERE period_set.period_set_id = whole_id;

-- What a list of up to 2,000 periods wanted.
ALTER TABLE vintages.period_set ALTER periods SET STORAGE DEFAULT, RESET (toast_tuple_target);

-- A first release that waits since before this change is staged anew when somebody lets it in.
UPDATE vintages.dataset SET loads = loads + 1
 WHERE NOT EXISTS (SELECT FROM vintages.release WHERE release.dataset_id = dataset.dataset_id);
