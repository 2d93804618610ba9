-- The loader may count the changes that it staged: without the right, ANALYZE skipped them and the planner
-- took each stage for an empty table.
CREATE OR REPLACE FUNCTION stage.open(stage_id integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE UNLOGGED TABLE stage.change_%s (
    leg         smallint NOT NULL,  -- 1: against the release before it, 2: of the release after it against it
    series_id   integer NOT NULL,
    period_id   integer NOT NULL,
    change_kind text NOT NULL,
    before_value numeric, before_raw text, before_flags text,
    after_value  numeric, after_raw  text, after_flags  text)', stage_id);
  EXECUTE format('GRANT SELECT, INSERT, MAINTAIN ON stage.change_%s TO vintages_loader', stage_id);
END $$;
