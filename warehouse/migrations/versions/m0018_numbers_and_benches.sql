-- A number was drawn whenever a known dataset was looked up, and there are 32,767 of them.
SELECT setval(pg_get_serial_sequence('vintages.dataset', 'dataset_id'), coalesce(max(dataset_id), 1), max(dataset_id) IS NOT NULL)
  FROM vintages.dataset;

-- Take away the benches of checks that died before they did so.
CREATE FUNCTION stage.close_benches(stage_id integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  left_behind record;
BEGIN
  FOR left_behind IN SELECT check_run_id FROM quality.check_run WHERE check_run.stage_id = close_benches.stage_id LOOP
    PERFORM quality.close(left_behind.check_run_id);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION stage.close(stage_id integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM stage.close_benches(stage_id);
  EXECUTE format('DROP TABLE IF EXISTS stage.first_%s CASCADE', stage_id);  -- the view of its changes too
  DELETE FROM stage.series WHERE series.stage_id = close.stage_id;
  DELETE FROM stage.seen WHERE seen.stage_id = close.stage_id;
  EXECUTE format('DROP TABLE IF EXISTS stage.change_%s', stage_id);
END $$;

-- The first release of a dataset: the table that it was staged in becomes the first half of its partitions. A bench that
-- was left behind would look into it.
CREATE OR REPLACE FUNCTION vintages.first_load(id smallint, stage_id integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM stage.close_benches(stage_id);
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

-- Gather the cells that are as a release brought them, and stand alone, into a strip for each series. Their list of
-- periods is that of the release, which is known before: no other dataset waits for the end of this load to see it.
DROP FUNCTION vintages.pack(smallint, integer);
CREATE FUNCTION vintages.pack(id smallint, moment integer, listed_id integer) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  WITH taken AS MATERIALIZED (
    DELETE FROM vintages.strip
     WHERE dataset_id = id AND period_set_id > 0 AND released = moment AND replaced IS NULL AND strpos(cells, E'\t') = 0
    RETURNING series_id, period_set_id AS period_id, plain, cells)
  INSERT INTO vintages.strip (series_id, period_set_id, released, dataset_id, plain, cells)
  SELECT series_id, listed_id, moment, id, bool_and(plain), string_agg(coalesce(cells, ''), E'\t' ORDER BY place)
    FROM (SELECT DISTINCT series_id FROM taken) AS series
   CROSS JOIN (SELECT listed.period_id, place
                 FROM vintages.period_set CROSS JOIN unnest(periods) WITH ORDINALITY AS listed (period_id, place)
                WHERE period_set_id = listed_id) AS listed
    LEFT JOIN taken USING (series_id, period_id)
   GROUP BY series_id;
END $$;
