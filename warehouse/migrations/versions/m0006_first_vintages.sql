-- The first release of a dataset has nothing to be compared with: its cells are copied into the table
-- that becomes the dataset's partition. Rules see it as the staged changes that it is.
CREATE FUNCTION stage.open_first(stage_id integer, dataset_id smallint, moment integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE TABLE stage.first_%s (LIKE vintages.observation,
                    CONSTRAINT of_dataset CHECK (dataset_id = %s))', stage_id, dataset_id);
  EXECUTE format('ALTER TABLE stage.first_%s ALTER released SET DEFAULT %s, ALTER dataset_id SET DEFAULT %s',
                 stage_id, moment, dataset_id);
  EXECUTE format('CREATE VIEW stage.change_%s AS
                  SELECT 1::smallint AS leg, series_id, period_id, ''first_published'' AS change_kind,
                         NULL::numeric AS before_value, '''' AS before_raw, NULL::text AS before_flags,
                         obs_value AS after_value, raw AS after_raw, flags AS after_flags
                    FROM stage.first_%s', stage_id, stage_id);
  EXECUTE format('GRANT SELECT ON stage.change_%s TO vintages_loader', stage_id);
  EXECUTE format('GRANT INSERT ON stage.first_%s TO vintages_loader', stage_id);
END $$;

CREATE FUNCTION stage.finish_first(stage_id integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('ALTER TABLE stage.first_%s ADD PRIMARY KEY (dataset_id, series_id, period_id, released)', stage_id);
  EXECUTE format('ANALYZE stage.first_%s', stage_id);
END $$;

-- A reference is asked for each series of a release of hundreds of thousands: it took half the time of
-- adding them. What they refer to is written by the same statement's transaction.
ALTER TABLE vintages.series DROP CONSTRAINT series_dataset_id_fkey, DROP CONSTRAINT series_dimension_set_id_fkey;
ALTER TABLE stage.series DROP CONSTRAINT series_stage_id_fkey;

DROP FUNCTION vintages.first_load(smallint, integer, integer);
CREATE FUNCTION vintages.first_load(id smallint, stage_id integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('DROP VIEW stage.change_%s', stage_id);
  EXECUTE format('ALTER TABLE stage.first_%s ALTER released DROP DEFAULT, ALTER dataset_id DROP DEFAULT', stage_id);
  EXECUTE format('ALTER TABLE stage.first_%s RENAME TO observation_%s', stage_id, id);
  EXECUTE format('ALTER TABLE stage.observation_%s SET SCHEMA vintages', id);
  EXECUTE format('ALTER INDEX vintages.first_%s_pkey RENAME TO observation_%s_pkey', stage_id, id);
  EXECUTE format('CREATE INDEX ON vintages.observation_%s USING brin (released) WITH (pages_per_range = 16)', id);
  EXECUTE format('CREATE INDEX ON vintages.observation_%s (dataset_id, released) WHERE raw = %L', id, '');
  EXECUTE format('CREATE TABLE vintages.replacement_%s (LIKE vintages.replacement)', id);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON vintages.observation_%s, vintages.replacement_%s TO vintages_loader', id, id);
END $$;

-- The last step of a first load: readers and loads of other datasets go on, but another first load has
-- to wait for the end of this one, so nothing else may follow.
CREATE FUNCTION vintages.attach(id smallint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('ALTER TABLE vintages.observation ATTACH PARTITION vintages.observation_%s FOR VALUES IN (%s)', id, id);
  EXECUTE format('ALTER TABLE vintages.observation_%s DROP CONSTRAINT of_dataset', id);
  EXECUTE format('ALTER TABLE vintages.replacement ATTACH PARTITION vintages.replacement_%s FOR VALUES IN (%s)', id, id);
END $$;

-- What autovacuum never looks at: parents of partitions, and tables that stay small.
CREATE FUNCTION vintages.analyze_small() RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  ANALYZE vintages.dataset, vintages.series, vintages.period, vintages.release;
  ANALYZE ONLY vintages.observation, ONLY vintages.replacement;
END $$;

-- A bench that a killed check left behind must not keep the changes it looked at.
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
  EXECUTE format('DROP TABLE IF EXISTS stage.change_%s', stage_id);
END $$;

-- The staged changes, the series that they touch, and the cells before and after.
CREATE OR REPLACE FUNCTION quality.lay_out_changes(stage_id integer, dataset_id smallint, moment integer) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  IF to_regclass('stage.first_' || stage_id) IS NULL THEN  -- that has its key
    EXECUTE format('CREATE INDEX IF NOT EXISTS change_%s_cell ON stage.change_%s (series_id, period_id)', stage_id, stage_id);
  END IF;
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
  EXECUTE format($sql$
    CREATE UNLOGGED TABLE series AS
    SELECT everyone.* FROM everyone
      JOIN (SELECT DISTINCT series_id FROM stage.change_%s WHERE leg = 1) AS touched USING (series_id)$sql$, stage_id);
  ALTER TABLE series ADD PRIMARY KEY (series_id);
  CREATE UNLOGGED TABLE member AS
    SELECT series_id, unit, pair.key AS dimension, pair.value AS code
      FROM series, jsonb_each_text(dimensions) AS pair
     WHERE pair.key NOT IN ('freq', 'unit');
  ANALYZE series, member;
  EXECUTE format($sql$
    CREATE VIEW before AS
    SELECT series_id, period_id, obs_value, flags
      FROM vintages.version
     WHERE dataset_id = %s AND released <= %s AND (replaced IS NULL OR replaced > %s)
       AND raw IS DISTINCT FROM ''$sql$, dataset_id, moment, moment);
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
