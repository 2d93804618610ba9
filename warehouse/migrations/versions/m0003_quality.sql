-- The tables of the gate, and the bench that rules look at a stage on.
CREATE SCHEMA quality;
COMMENT ON SCHEMA quality IS 'Check runs, outcomes of rules, and decisions that are remembered.';

-- One row per time that a stage was checked.
CREATE TABLE quality.check_run (
  check_run_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dataset_id   smallint NOT NULL REFERENCES vintages.dataset,
  stage_id     integer NOT NULL REFERENCES stage.stage,
  released_at  timestamptz NOT NULL,
  started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  seconds      double precision,
  profile      jsonb NOT NULL,   -- the rules as they stood, with what the dataset declares
  verdict      text CHECK (verdict IN ('accept', 'accept_with_warnings', 'quarantine')),
  worst_cells  jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX check_run_stage ON quality.check_run (stage_id);
CREATE INDEX check_run_dataset ON quality.check_run (dataset_id, released_at);

-- What a person let in until a date: a rule, for one member (geo=BE) or for all of the dataset.
CREATE TABLE quality.remembered (
  remembered_id  integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dataset_id     smallint NOT NULL REFERENCES vintages.dataset,
  stage_id       integer NOT NULL REFERENCES stage.stage,
  check_id       text NOT NULL,
  member         text,
  remember_until date NOT NULL,
  decided_by     text NOT NULL,
  decided_because text NOT NULL,
  decided_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX remembered_dataset ON quality.remembered (dataset_id, check_id);

-- One row per rule and run, with what it saw also where it passed: that makes a trend.
CREATE TABLE quality.check_outcome (
  check_run_id  integer NOT NULL REFERENCES quality.check_run ON DELETE CASCADE,
  check_id      text NOT NULL,
  severity      text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  outcome       text NOT NULL CHECK (outcome IN ('pass', 'fail', 'error')),
  observed      double precision,
  "limit"       double precision,
  bad_rows      bigint,
  description   text NOT NULL,
  reason        text NOT NULL,
  sample        jsonb NOT NULL DEFAULT '[]',
  members       jsonb NOT NULL DEFAULT '[]',
  error         text,
  remembered_id integer REFERENCES quality.remembered,
  PRIMARY KEY (check_run_id, check_id)
);

-- Lay out a stage for the rules, in a schema of its own: check_<check_run_id>. Unchanged figures are
-- only looked up where a rule asks for the group of a change. The names are the words of the rules.
CREATE FUNCTION quality.open(run integer) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

  EXECUTE format($sql$
    CREATE VIEW facts AS
    SELECT check_run.released_at, dataset.dataset_code, check_run.dataset_id, stage.predecessor IS NULL AS first,
           (facts->>'observations')::bigint AS observations,
           (facts->>'observations_before')::bigint AS observations_before,
           (facts->>'series')::bigint AS series,
           (facts->>'series_before')::bigint AS series_before,
           (facts->>'new_series')::bigint AS new_series,
           coalesce((facts->'changes'->>'vanished')::bigint, 0) AS vanished,
           coalesce((facts->'changes'->>'revised')::bigint, 0) AS revised,
           coalesce((facts->'changes'->>'status_changed')::bigint, 0) AS status_changed,
           ARRAY(SELECT jsonb_array_elements_text(facts->'dimensions')) AS dimensions,
           CASE WHEN jsonb_typeof(facts->'dimensions_before') = 'array'
                THEN ARRAY(SELECT jsonb_array_elements_text(facts->'dimensions_before'))
                WHEN jsonb_array_length(profile->'dimensions') > 0
                THEN ARRAY(SELECT jsonb_array_elements_text(profile->'dimensions')) END AS dimensions_wanted,
           (profile->>'observation_count')::bigint AS observation_count,
           (profile->>'expected_within_days')::integer AS expected_within_days,
           (SELECT released_at FROM vintages.release WHERE release_id = stage.predecessor) AS released_before
      FROM quality.check_run
      JOIN stage.stage USING (stage_id)
      JOIN vintages.dataset ON dataset.dataset_id = check_run.dataset_id
     WHERE check_run_id = %s$sql$, run);
  CREATE TABLE rule AS
    SELECT key AS check_id, (value->>'limit')::float8 AS "limit" FROM jsonb_each(here.profile->'rules');
  CREATE TABLE domain AS
    SELECT key AS unit, (value->>'least')::numeric AS least, (value->>'most')::numeric AS most,
           coalesce((value->>'whole')::boolean, false) AS whole,
           coalesce((value->>'declared')::boolean, false) AS declared
      FROM jsonb_each(here.profile->'units');
  CREATE TABLE additivity AS
    SELECT key AS name, value->>'check_id' AS check_id, value->>'unit' AS unit, value->>'dimension' AS dimension, value->>'total' AS total,
           ARRAY(SELECT jsonb_array_elements_text(value->'parts')) AS parts,
           ARRAY(SELECT jsonb_array_elements_text(value->'unknown')) AS unknown,
           (value->>'tolerance')::numeric AS tolerance,
           (value->>'tolerance_share')::numeric AS tolerance_share
      FROM jsonb_each(here.profile->'additivity');
  CREATE TABLE code AS
    SELECT codes.key AS dimension, code
      FROM jsonb_each(here.profile->'codes') AS codes, jsonb_array_elements_text(codes.value) AS code;

  EXECUTE format($sql$
    CREATE UNLOGGED TABLE series AS
    SELECT series_id, series_key, dimensions, coalesce(dimensions->>'unit', '') AS unit, false AS new
      FROM vintages.series WHERE dataset_id = %s
    UNION ALL
    SELECT series_id, series_key,
           jsonb_object((SELECT dimensions FROM facts), string_to_array(series_key, '.')),
           coalesce(jsonb_object((SELECT dimensions FROM facts), string_to_array(series_key, '.'))->>'unit', ''), true
      FROM stage.series WHERE stage_id = %s$sql$, here.dataset_id, here.stage_id);
  ALTER TABLE series ADD PRIMARY KEY (series_id);
  CREATE UNLOGGED TABLE member AS
    SELECT series_id, unit, pair.key AS dimension, pair.value AS code
      FROM series, jsonb_each_text(dimensions) AS pair
     WHERE pair.key NOT IN ('freq', 'unit');

  EXECUTE format('CREATE INDEX IF NOT EXISTS change_%s_cell ON stage.change_%s (series_id, period_id)', here.stage_id, here.stage_id);
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
     WHERE leg = 1$sql$, here.stage_id);
  EXECUTE format($sql$
    CREATE VIEW before AS
    SELECT series_id, period_id, obs_value, flags
      FROM vintages.version
     WHERE dataset_id = %s AND released <= %s AND (replaced IS NULL OR replaced > %s)
       AND raw IS DISTINCT FROM ''$sql$, here.dataset_id, here.moment, here.moment);
  CREATE VIEW after AS
    SELECT series_id, period_id, obs_value, flags
      FROM before
     WHERE NOT EXISTS (SELECT FROM staged
                        WHERE staged.series_id = before.series_id AND staged.period_id = before.period_id)
    UNION ALL
    SELECT series_id, period_id, after_value, after_flags FROM staged WHERE after IS NOT NULL;

  -- Cells that were there before and are otherwise now. Young figures may still grow much: a year
  -- after a yearly period, half a year after a shorter one.
  EXECUTE format($sql$
    CREATE UNLOGGED TABLE moved AS
    SELECT staged.*, series.unit, aged.age,
           quality.age_group(aged.age) AS age_group,
           aged.age <= CASE WHEN last_day - first_day > 200 THEN 730 ELSE 183 END AS young,
           after_value - before_value AS change,
           CASE WHEN before_value > 0 AND after_value > 0 THEN ln((after_value / before_value)::float8) END AS growth
      FROM staged
      JOIN series USING (series_id)
     CROSS JOIN LATERAL (SELECT %L::date - last_day AS age) AS aged
     WHERE change_kind <> 'first_published'$sql$, here.released_at);
  CREATE INDEX ON moved (series_id, period_id);

  -- How large revisions of this dataset usually were at the age of a figure: the median size, and
  -- what nine of ten kept below. Only figures of at least 20, since a small count jumps.
  EXECUTE format($sql$
    CREATE TABLE usual AS
    SELECT age_group, count(*) AS revisions,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY size) AS median_size,
           percentile_cont(0.9) WITHIN GROUP (ORDER BY size) AS large_size
      FROM (SELECT quality.age_group(vintages.moment_at(released)::date - period.last_day) AS age_group,
                   abs(ln((value_after / value_before)::float8)) AS size
              FROM vintages.change JOIN vintages.period USING (period_id)
             WHERE dataset_id = %s AND released <= %s AND change_kind = 'revised'
               AND value_before >= 20 AND value_after > 0) AS revision
     GROUP BY age_group$sql$, here.dataset_id, here.moment);
  -- Revised numbers beside what is usual at their age. Where the history is shorter than 30 revisions:
  -- a tenth for a young figure, 3 percent for an old one.
  CREATE VIEW revised AS
    SELECT moved.*, coalesce(usual.revisions, 0) AS revisions,
           CASE WHEN usual.revisions >= 30 THEN greatest(usual.large_size, 0.01)
                WHEN moved.young THEN 0.10 ELSE 0.03 END AS usual_size
      FROM moved LEFT JOIN usual USING (age_group)
     WHERE change_kind = 'revised' AND before_value IS NOT NULL AND after_value IS NOT NULL;

  -- Totals beside the sum of their parts, where a change touched either and no part is missing.
  CREATE UNLOGGED TABLE part AS
    SELECT additivity.*, series_id, (dimensions - dimension)::text AS rest, dimensions->>dimension AS code
      FROM additivity JOIN series ON dimensions->>dimension = ANY (total || parts || unknown)
     WHERE (additivity.unit IS NULL OR additivity.unit = series.unit)
       AND EXISTS (SELECT FROM member WHERE member.dimension = additivity.dimension AND member.code = total);
  ALTER TABLE part ADD PRIMARY KEY (series_id, name);
  CREATE INDEX ON part (name, rest);
  ANALYZE series, part;
  CREATE UNLOGGED TABLE summed AS
    SELECT name, check_id, dimension, rest, time_period,
           sum(value.obs_value) FILTER (WHERE code = total) AS total,
           sum(value.obs_value) FILTER (WHERE code <> total) AS parts,
           greatest(min(tolerance), min(tolerance_share) * abs(sum(value.obs_value) FILTER (WHERE code = total))) AS tolerance
      FROM (SELECT DISTINCT name, rest, period_id, time_period FROM staged JOIN part USING (series_id)) AS touched
      JOIN part USING (name, rest)
     CROSS JOIN LATERAL (
           SELECT obs_value FROM after
            WHERE after.series_id = part.series_id AND after.period_id = touched.period_id
              AND obs_value IS NOT NULL
            LIMIT 1) AS value
     GROUP BY name, check_id, dimension, rest, time_period, part.parts
    HAVING count(*) FILTER (WHERE code = total) = 1
       AND count(*) FILTER (WHERE code = ANY (part.parts)) = cardinality(part.parts);

  ANALYZE series, member, moved, usual, rule, domain, additivity, code;
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO vintages_loader', bench);
  EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO vintages_loader', bench);
  RETURN bench;
END $$;

CREATE FUNCTION quality.close(run integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('client_min_messages', 'warning', true);
  EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', 'check_' || run);
END $$;

-- Ages of a figure in days, grouped so that those revised alike stand together.
CREATE FUNCTION quality.age_group(age integer) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN width_bucket(age, ARRAY[30, 90, 183, 365, 730, 1095, 1825]);

-- A bench that a killed check left behind must not keep the changes it looked at.
CREATE OR REPLACE FUNCTION stage.close(stage_id integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  left_behind record;
BEGIN
  FOR left_behind IN SELECT check_run_id FROM quality.check_run WHERE check_run.stage_id = close.stage_id LOOP
    PERFORM quality.close(left_behind.check_run_id);
  END LOOP;
  EXECUTE format('DROP TABLE IF EXISTS stage.change_%s', stage_id);
END $$;
