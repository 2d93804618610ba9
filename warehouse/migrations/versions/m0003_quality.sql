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

-- Lay out a stage for the rules, in a schema of its own: check_<check_run_id>. What is written down is
-- as large as the changes; unchanged figures are views, looked up where a rule asks for the group of a
-- change. The names are the words of the rules.
CREATE FUNCTION quality.open(run integer) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off SET client_min_messages = warning AS $$
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
  PERFORM quality.lay_out_moved();
  PERFORM quality.lay_out_sums();
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO vintages_loader', bench);
  EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO vintages_loader', bench);
  RETURN bench;
END $$;

-- One row of facts about the release, and a table for each part of the profile.
CREATE FUNCTION quality.lay_out_facts(run integer, profile jsonb) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  CREATE TABLE facts AS
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
                WHEN jsonb_array_length(check_run.profile->'dimensions') > 0
                THEN ARRAY(SELECT jsonb_array_elements_text(check_run.profile->'dimensions')) END AS dimensions_wanted,
           (check_run.profile->>'observation_count')::bigint AS observation_count,
           (check_run.profile->>'expected_within_days')::integer AS expected_within_days,
           (SELECT released_at FROM vintages.release WHERE release_id = stage.predecessor) AS released_before
      FROM quality.check_run
      JOIN stage.stage USING (stage_id)
      JOIN vintages.dataset ON dataset.dataset_id = check_run.dataset_id
     WHERE check_run_id = run;
  CREATE TABLE rule AS
    SELECT key AS check_id, (value->>'limit')::float8 AS "limit" FROM jsonb_each(profile->'rules');
  CREATE TABLE domain AS
    SELECT key AS unit, (value->>'least')::numeric AS least, (value->>'most')::numeric AS most,
           coalesce((value->>'whole')::boolean, false) AS whole,
           coalesce((value->>'declared')::boolean, false) AS declared
      FROM jsonb_each(profile->'units');
  CREATE TABLE additivity AS
    SELECT key AS name, value->>'check_id' AS check_id, value->>'unit' AS unit, value->>'dimension' AS dimension, value->>'total' AS total,
           ARRAY(SELECT jsonb_array_elements_text(value->'parts')) AS parts,
           ARRAY(SELECT jsonb_array_elements_text(value->'unknown')) AS unknown,
           (value->>'tolerance')::numeric AS tolerance,
           (value->>'tolerance_share')::numeric AS tolerance_share
      FROM jsonb_each(profile->'additivity');
  CREATE TABLE code AS
    SELECT codes.key AS dimension, code
      FROM jsonb_each(profile->'codes') AS codes, jsonb_array_elements_text(codes.value) AS code;
  ANALYZE facts, rule, domain, additivity, code;
END $$;

-- The staged changes, the series that they touch, and the cells before and after.
CREATE FUNCTION quality.lay_out_changes(stage_id integer, dataset_id smallint, moment integer) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE INDEX IF NOT EXISTS change_%s_cell ON stage.change_%s (series_id, period_id)', stage_id, stage_id);
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

-- How large the revisions of this dataset usually were at the age of a figure: what nine of ten kept
-- below, in the middle one of its last twelve vintages, so that one bad vintage that was let in does not
-- excuse the next. At most about 50,000 revisions are looked at, drawn by their cell's number.
CREATE FUNCTION quality.lay_out_usual(of_dataset smallint, moment integer) RETURNS void
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
        JOIN vintages.replacement ON replacement.dataset_id = of_dataset AND replacement.replaced = past.released
        JOIN vintages.observation AS was
          ON was.dataset_id = of_dataset AND was.series_id = replacement.series_id
         AND was.period_id = replacement.period_id AND was.released = replacement.released
        JOIN vintages.observation AS now
          ON now.dataset_id = of_dataset AND now.series_id = replacement.series_id
         AND now.period_id = replacement.period_id AND now.released = past.released
        JOIN vintages.period ON period.period_id = replacement.period_id
       WHERE (replacement.series_id + replacement.period_id) % nth = 0
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

-- Cells that were there before and are otherwise now, beside what is usual at their age.
CREATE FUNCTION quality.lay_out_moved() RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  CREATE UNLOGGED TABLE moved AS
    SELECT staged.*, series.unit, aged.age, aged.young,
           quality.weight(before_value) AS weight, scale(before_value) = 0 AS counted,
           after_value - before_value AS change,
           CASE WHEN before_value > 0 AND after_value > 0 THEN ln(after_value::float8 / before_value::float8) END AS growth,
           coalesce(usual_at.revisions, 0) AS revisions, coalesce(usual_at.usual_size, 0.03) AS usual_size
      FROM staged
      JOIN series USING (series_id)
     CROSS JOIN facts
     CROSS JOIN LATERAL (SELECT released_at::date - last_day AS age,
                                quality.young(released_at::date - last_day, last_day - first_day) AS young) AS aged
      LEFT JOIN usual_at ON usual_at.age_group = quality.age_group(aged.age) AND usual_at.young = aged.young
     WHERE change_kind <> 'first_published';
  CREATE INDEX ON moved (series_id, period_id);
  CREATE VIEW revised AS
    SELECT * FROM moved WHERE change_kind = 'revised' AND before_value IS NOT NULL AND after_value IS NOT NULL;
  ANALYZE moved;
END $$;

-- Totals beside the sum of their parts, where a change touched either and no part is missing.
CREATE FUNCTION quality.lay_out_sums() RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  CREATE UNLOGGED TABLE part AS
    WITH wanted AS MATERIALIZED (
      SELECT * FROM additivity
       WHERE EXISTS (SELECT FROM everyone WHERE dimensions->>dimension = total))
    SELECT wanted.*, series_id, (dimensions - dimension)::text AS rest, dimensions->>dimension AS code
      FROM wanted JOIN everyone ON dimensions->>dimension = ANY (total || parts || unknown)
     WHERE CASE WHEN wanted.unit IS NULL THEN everyone.unit !~ '^(PC|P_|RT|I\d)'  -- no sums: shares, rates, indices
                ELSE wanted.unit = everyone.unit END;
  CREATE INDEX ON part (series_id);
  CREATE INDEX ON part (name, rest);
  ANALYZE part;
  CREATE UNLOGGED TABLE touched AS
    SELECT DISTINCT name, rest, period_id, time_period FROM staged JOIN part USING (series_id);
  ANALYZE touched;
  CREATE UNLOGGED TABLE summed AS
    SELECT name, check_id, dimension, rest, time_period,
           sum(after.obs_value) FILTER (WHERE code = total) AS total,
           sum(after.obs_value) FILTER (WHERE code <> total) AS parts,
           greatest(min(tolerance), min(tolerance_share) * abs(sum(after.obs_value) FILTER (WHERE code = total))) AS tolerance
      FROM touched
      JOIN part USING (name, rest)
      JOIN after USING (series_id, period_id)
     WHERE after.obs_value IS NOT NULL
     GROUP BY name, check_id, dimension, rest, time_period, part.parts
    HAVING count(*) FILTER (WHERE code = total) = 1
       AND count(*) FILTER (WHERE code = ANY (part.parts)) = cardinality(part.parts);
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

-- Young figures may still grow much: two years for yearly periods, half a year for shorter ones.
CREATE FUNCTION quality.young(age integer, days integer) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(age <= CASE WHEN days > 200 THEN 730 ELSE 183 END, false);

-- How many units of its last digit a figure has. A count of 20 people jumps by chance, a rate of 0.20
-- by rounding; both are too small to say how far they moved.
CREATE FUNCTION quality.weight(value numeric) RETURNS double precision
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN abs(value::float8) * 10.0::float8 ^ least(scale(value), 3);

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
