-- The bench cost more than the load that it guards. Rules ask for codes of series whose figures moved, and
-- for the rest only where something is suspected: the codes of all touched series are no longer laid out.
-- The sample of ANALYZE is ten times smaller than usual: a bench lives for seconds.
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
  PERFORM quality.lay_out_changes(here.stage_id, here.dataset_id, here.moment);
  PERFORM quality.lay_out_usual(here.dataset_id, here.moment);
  PERFORM quality.lay_out_moved(here.stage_id);
  PERFORM quality.lay_out_members(here.dataset_id);
  PERFORM quality.lay_out_seen(here.stage_id);
  PERFORM quality.lay_out_sums();
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO vintages_loader', bench);
  EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO vintages_loader', bench);
  RETURN bench;
END $$;

-- The staged changes, the series that they touch, and the cells before and after.
CREATE OR REPLACE FUNCTION quality.lay_out_changes(stage_id integer, dataset_id smallint, moment integer) RETURNS void
  LANGUAGE plpgsql AS $$
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
      JOIN (SELECT DISTINCT series_id FROM stage.change_%s WHERE leg = 1) AS touched USING (series_id)
     WHERE series.dataset_id = %s
    UNION ALL
    SELECT series_id, series_key, coalesce(code[unit_at], ''), code[freq_at], code[geo_at], true
      FROM stage.series
     CROSS JOIN (SELECT array_position(dimensions, 'unit') AS unit_at, array_position(dimensions, 'freq') AS freq_at,
                        array_position(dimensions, 'geo') AS geo_at FROM facts) AS place
     CROSS JOIN LATERAL string_to_array(series_key, '.') AS code
     WHERE stage_id = %s$sql$, stage_id, dataset_id, stage_id);
  ALTER TABLE series ADD PRIMARY KEY (series_id);
  ANALYZE series;
  IF to_regclass('stage.first_' || stage_id) IS NULL THEN  -- that has its key
    EXECUTE format('CREATE INDEX IF NOT EXISTS change_%s_cell ON stage.change_%s (series_id, period_id)', stage_id, stage_id);
  END IF;
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

-- Cells that were there before and are otherwise now, beside what is usual at their age. They are spelled
-- out as text only where a rule tells of them.
DROP FUNCTION quality.lay_out_moved();
CREATE FUNCTION quality.lay_out_moved(stage_id integer) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format($sql$
    CREATE UNLOGGED TABLE moved_cell AS
    SELECT series_id, period_id, time_period, last_day, extract(year FROM first_day)::integer AS year, change_kind,
           before_value, before_raw, before_flags, after_value, after_raw, after_flags, aged.age, aged.young,
           quality.weight(before_value) AS weight, scale(before_value) = 0 AS counted,
           after_value - before_value AS change,
           CASE WHEN before_value > 0 AND after_value > 0 THEN ln(after_value::float8 / before_value::float8) END AS growth,
           coalesce(usual_at.revisions, 0) AS revisions, coalesce(usual_at.usual_size, 0.03) AS usual_size
      FROM stage.change_%s AS change
      LEFT JOIN vintages.period USING (period_id)
     CROSS JOIN facts
     CROSS JOIN LATERAL (SELECT released_at::date - last_day AS age,
                                quality.young(released_at::date - last_day, last_day - first_day) AS young) AS aged
      LEFT JOIN usual_at ON usual_at.age_group = quality.age_group(aged.age) AND usual_at.young = aged.young
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
CREATE FUNCTION quality.lay_out_members(dataset_id smallint) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format($sql$
    CREATE UNLOGGED TABLE member AS
    SELECT series_id, hashtextextended(concat_ws(' ', dimension, code, unit), 0) AS place_id, unit, dimension, code
      FROM (SELECT series_id, unit, dimension, dimensions->>dimension AS code
              FROM (SELECT series_id, unit, dimensions FROM everyone WHERE series_id IN (SELECT series_id FROM moved_cell)) AS mover
             CROSS JOIN (SELECT unnest(dimensions) AS dimension FROM facts
                         UNION SELECT unnest(dimensions) FROM vintages.dimension_set WHERE dataset_id = %s) AS named
             WHERE dimension NOT IN ('freq', 'unit')
            OFFSET 0) AS spelled  -- so that the code is looked up once
     WHERE code IS NOT NULL$sql$, dataset_id);
  ANALYZE member;
  CREATE UNLOGGED TABLE place AS SELECT DISTINCT place_id, dimension, code, unit FROM member;
  ALTER TABLE place ADD PRIMARY KEY (place_id);
  -- How many of its cells had a number and lost it, were changed, and were old and revised.
  CREATE UNLOGGED TABLE moved_at AS
    SELECT place_id, sum(numbers) AS numbers, sum(lost) AS lost, sum(changed) AS changed, sum(old) AS old,
           count(*) FILTER (WHERE old > 0) AS old_series
      FROM (SELECT series_id, count(before_value)::integer AS numbers,
                   (count(before_value) FILTER (WHERE after_value IS NULL))::integer AS lost,
                   (count(*) FILTER (WHERE change_kind IN ('revised', 'backfilled', 'withdrawn')))::integer AS changed,
                   (count(change) FILTER (WHERE change_kind = 'revised' AND NOT young))::integer AS old
              FROM moved_cell GROUP BY series_id) AS mover
      JOIN member USING (series_id)
     GROUP BY place_id;
  ANALYZE place, moved_at;
END $$;

-- What one pass over the staged cells tells: how many there are of each period, kind and flags.
CREATE FUNCTION quality.lay_out_seen(stage_id integer) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format($sql$
    CREATE TABLE seen AS
    SELECT counted.*, time_period, frequency, first_day, last_day
      FROM (SELECT period_id, change_kind, after_flags, count(*) AS cells, count(after_value) AS numbers,
                   count(*) FILTER (WHERE after_raw IS DISTINCT FROM '') AS there
              FROM stage.change_%s WHERE leg = 1 GROUP BY period_id, change_kind, after_flags) AS counted
      LEFT JOIN vintages.period USING (period_id)$sql$, stage_id);
  ANALYZE seen;
END $$;

-- Totals beside the sum of their parts, where a change touched either and no part is missing. Most
-- releases have no such total, or none in a unit that can be summed: then no group is looked for.
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
    SELECT name, check_id, dimension, rest, time_period,
           sum(after.obs_value) FILTER (WHERE code = additivity.total),
           sum(after.obs_value) FILTER (WHERE code <> additivity.total),
           greatest(min(tolerance), min(tolerance_share) * abs(sum(after.obs_value) FILTER (WHERE code = additivity.total)))
      FROM touched
      JOIN part USING (name, rest)
      JOIN additivity USING (name)
      JOIN after USING (series_id, period_id)
     WHERE after.obs_value IS NOT NULL
     GROUP BY name, check_id, dimension, rest, time_period, additivity.parts
    HAVING count(*) FILTER (WHERE code = additivity.total) = 1
       AND count(*) FILTER (WHERE code = ANY (additivity.parts)) = cardinality(additivity.parts);
END $$;

-- Whether figures in a unit are those that a sum is declared for: no unit means all that can be summed,
-- which shares, rates and indices cannot.
CREATE FUNCTION quality.adds_up(wanted text, unit text) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN wanted IS NULL THEN unit !~ '^(PC|P_|RT|I\d)' ELSE wanted = unit END;
