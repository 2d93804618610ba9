-- How far a figure moved is told below zero as above it: a deficit of 100 that becomes 101 is 1 % larger. Before,
-- each revision of a negative figure counted as one that went too far to be measured.

-- Cells that were there before and are otherwise now, beside what is usual at their age, which is told of each
-- period once. They are spelled out as text only where a rule tells of them.
CREATE OR REPLACE FUNCTION quality.lay_out_moved(stage_id integer) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format($sql$
    CREATE UNLOGGED TABLE moved_cell AS
    WITH aged AS MATERIALIZED (
      SELECT period_id, time_period, last_day, extract(year FROM first_day)::integer AS year, age, aged.young,
             coalesce(usual_at.revisions, 0) AS revisions, coalesce(usual_at.usual_size, 0.03) AS usual_size
        FROM (SELECT period.*, released_at::date - last_day AS age,
                     quality.young(released_at::date - last_day, last_day - first_day) AS young
                FROM vintages.period CROSS JOIN facts) AS aged
        LEFT JOIN usual_at ON usual_at.age_group = quality.age_group(age) AND usual_at.young = aged.young)
    SELECT series_id, period_id, time_period, last_day, year, change_kind,
           before_value, before_raw, before_flags, after_value, after_raw, after_flags, age, young,
           quality.weight(before_value) AS weight, scale(before_value) = 0 AS counted, after_value - before_value AS change,
           CASE WHEN before_value * after_value > 0 THEN ln(after_value::float8 / before_value::float8) END AS growth,
           revisions, usual_size,
           change_kind IN ('revised', 'backfilled', 'withdrawn') AS changed,
           CASE WHEN change_kind = 'revised' THEN (after_value - before_value)::float8 END AS rough_change,
           abs(before_value)::float8 AS rough_base
      FROM stage.change_%s AS change
      LEFT JOIN aged USING (period_id)
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
         AND quality.weight(was.obs_value) >= 20 AND now.obs_value * was.obs_value > 0
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

-- A server that crashes comes back with the tables of a bench empty, and rules pass over nothing. The one row of facts is
-- asked for first, and goes with them.
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
  ALTER TABLE facts SET UNLOGGED;
  PERFORM quality.lay_out_twice(here.stage_id);
  PERFORM quality.lay_out_changes(here.stage_id, here.dataset_id, here.moment);
  PERFORM quality.lay_out_usual(here.dataset_id, here.moment);
  PERFORM quality.lay_out_moved(here.stage_id);
  PERFORM quality.lay_out_members(here.dataset_id);
  PERFORM quality.lay_out_moved_at();
  PERFORM quality.lay_out_seen(here.stage_id);
  PERFORM quality.lay_out_sums();
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO vintages_loader', bench);
  EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO vintages_loader', bench);
  RETURN bench;
END $$;

-- How far each member moved that broke a rule, where the rule says so: a person who lets it in lets in that much.
ALTER TABLE quality.check_outcome ADD COLUMN sizes jsonb NOT NULL DEFAULT '{}';
