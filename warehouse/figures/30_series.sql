-- What the functions below read: series, periods and releases with their numbers, and versions by number.
CREATE OR REPLACE VIEW figures.series AS
SELECT dataset.dataset_code, series.series_key, series.dimensions, series.labels, series.dataset_id, series.series_id
  FROM vintages.series
  LEFT JOIN vintages.dataset USING (dataset_id);  -- left, so that a join nobody asks for costs nothing

COMMENT ON VIEW figures.series IS 'One row per series that was ever published.';
COMMENT ON COLUMN figures.series.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.series.series_key IS 'Dimension codes in the structure''s order, joined by dots.';
COMMENT ON COLUMN figures.series.dimensions IS 'The same codes by dimension.';
COMMENT ON COLUMN figures.series.labels IS 'The labels of the codes in the newest structure, by dimension.';
COMMENT ON COLUMN figures.series.dataset_id IS 'Number inside this warehouse; do not quote it.';
COMMENT ON COLUMN figures.series.series_id IS 'Number inside this warehouse; do not quote it.';

CREATE OR REPLACE VIEW figures.periods AS
SELECT time_period, frequency, first_day, last_day, period_id
  FROM vintages.period;

COMMENT ON VIEW figures.periods IS 'One row per time period that any figure is about.';
COMMENT ON COLUMN figures.periods.time_period IS 'The label: 2020, 2020-S1, 2020-Q1, 2020-01, 2020-W01, 2020-01-01.';
COMMENT ON COLUMN figures.periods.frequency IS 'A, S, Q, M, W or D; NAP for the long-term average.';
COMMENT ON COLUMN figures.periods.first_day IS 'First day of the period.';
COMMENT ON COLUMN figures.periods.last_day IS 'Last day of the period.';
COMMENT ON COLUMN figures.periods.period_id IS 'A number made from the label; within a frequency it sorts as time does.';

CREATE OR REPLACE VIEW figures.release_numbers AS
SELECT dataset_code, vintage_id, released_at, outcome,
       row_number() OVER dataset::integer AS release_number,
       dataset_id, released,
       lead(released) OVER dataset AS next_released
  FROM figures.releases
WINDOW dataset AS (PARTITION BY dataset_id, dataset_code ORDER BY released);  -- the code too, so that asking for one reads one

COMMENT ON VIEW figures.release_numbers IS 'The releases held of each dataset, counted from its oldest. Republished ones count: the source said the same again.';
COMMENT ON COLUMN figures.release_numbers.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.release_numbers.vintage_id IS 'Dataset and publication time: the same in every warehouse.';
COMMENT ON COLUMN figures.release_numbers.released_at IS 'Publication time: when the world could see it.';
COMMENT ON COLUMN figures.release_numbers.outcome IS 'vintage, or republished (the same figures as the release before).';
COMMENT ON COLUMN figures.release_numbers.release_number IS '1 for the oldest release held.';
COMMENT ON COLUMN figures.release_numbers.dataset_id IS 'Number inside this warehouse; do not quote it.';
COMMENT ON COLUMN figures.release_numbers.released IS 'released_at as seconds since 2000-01-01 UTC.';
COMMENT ON COLUMN figures.release_numbers.next_released IS 'The same of the release that followed; NULL for the newest.';

CREATE OR REPLACE VIEW figures.histories AS
SELECT dataset_id, series_id, period_id, released, replaced, obs_value,
       nullif(raw, '') AS as_published,
       flags
  FROM vintages.version;

COMMENT ON VIEW figures.histories IS 'figures.versions by number and without texts, for functions over many cells; also says when a cell was gone.';
COMMENT ON COLUMN figures.histories.dataset_id IS 'Number of the dataset inside this warehouse.';
COMMENT ON COLUMN figures.histories.series_id IS 'Number of the series, as in figures.series.';
COMMENT ON COLUMN figures.histories.period_id IS 'Number of the period, as in figures.periods.';
COMMENT ON COLUMN figures.histories.released IS 'Publication time of the version: seconds since 2000-01-01 UTC.';
COMMENT ON COLUMN figures.histories.replaced IS 'Publication time of the version that followed it; NULL: still current.';
COMMENT ON COLUMN figures.histories.obs_value IS 'The number; NULL where there was none.';
COMMENT ON COLUMN figures.histories.as_published IS 'The value to the character; NULL: the cell was gone from the file.';
COMMENT ON COLUMN figures.histories.flags IS 'OBS_STATUS, then @ and CONF_STATUS.';

-- Which series a question is about. Codes that stand alone are compared by containment, which an index answers.
CREATE OR REPLACE FUNCTION figures.single_members(members jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(jsonb_object_agg(key, value) FILTER (WHERE jsonb_typeof(value) <> 'array'), '{}')
    FROM jsonb_each(members)
$$;
COMMENT ON FUNCTION figures.single_members(jsonb) IS
  'single_members(members): those dimensions of a question that name one code, not a list.';

CREATE OR REPLACE FUNCTION figures.has_members(dimensions jsonb, members jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT NOT EXISTS (
    SELECT FROM jsonb_each($2) AS asked
     WHERE NOT coalesce(CASE jsonb_typeof(asked.value)
                        WHEN 'array' THEN asked.value ? ($1 ->> asked.key)
                        ELSE asked.value = $1 -> asked.key END, false))
$$;
COMMENT ON FUNCTION figures.has_members(jsonb, jsonb) IS
  'has_members(dimensions, members): whether a series has the codes asked for: {"sex": "T", "geo": ["BE", "FR"]}. {} asks for all.';

-- A name that no series has would be answered with nothing, as if nothing had changed.
CREATE OR REPLACE FUNCTION figures.are_dimensions(dataset text, names text[]) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  known text[] := ARRAY(SELECT DISTINCT d.dimension FROM figures.dimensions AS d WHERE d.dataset_code = upper(dataset) ORDER BY 1);
  unknown text[] := ARRAY(SELECT unnest(names) EXCEPT SELECT unnest(known));
BEGIN
  IF known <> '{}' AND unknown <> '{}' THEN
    RAISE '% has no dimension "%": it has %', upper(dataset), array_to_string(unknown, '", "'), array_to_string(known, ', ')
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN true;
END $$;
COMMENT ON FUNCTION figures.are_dimensions(text, text[]) IS
  'are_dimensions(dataset, names): true where a dataset has or had these dimensions, and where it is not held; else an error that says which it has.';

CREATE OR REPLACE FUNCTION figures.series_asked(dataset text, members jsonb DEFAULT '{}')
RETURNS TABLE (dataset_id smallint, series_id integer, series_key text, dimensions jsonb)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 50 AS $$
  SELECT s.dataset_id, s.series_id, s.series_key, s.dimensions
    FROM figures.series AS s
   WHERE s.dataset_code = upper($1)
     AND s.dimensions @> figures.single_members($2)
     AND (figures.single_members($2) = $2 OR figures.has_members(s.dimensions, $2))
     AND ($2 = '{}' OR figures.are_dimensions($1, ARRAY(SELECT jsonb_object_keys($2))))
$$;
COMMENT ON FUNCTION figures.series_asked(text, jsonb) IS
  'series_asked(dataset, members): the series with these codes, {"sex": "T", "geo": ["BE", "FR"]}; {} is all of them.';

-- Where a dataset changed its dimensions, one key may be that of two series: the newer one is meant.
CREATE OR REPLACE FUNCTION figures.series_named(dataset text, series text)
RETURNS TABLE (dataset_id smallint, series_id integer, series_key text, dimensions jsonb, labels jsonb)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 AS $$
  SELECT s.dataset_id, s.series_id, s.series_key, s.dimensions, s.labels
    FROM figures.series AS s
   WHERE s.dataset_code = upper($1) AND s.series_key = $2
   ORDER BY (SELECT max(h.released) FROM figures.histories AS h
              WHERE h.dataset_id = s.dataset_id AND h.series_id = s.series_id AND h.as_published IS NOT NULL) DESC NULLS LAST
   LIMIT 1
$$;
COMMENT ON FUNCTION figures.series_named(text, text) IS
  'series_named(dataset, series): the series of a key; of two that had it under other dimensions the one with the newest figures.';
