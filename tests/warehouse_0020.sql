-- Two releases of six hundred years, in strips as long as their series; three cells of the first left theirs.
INSERT INTO vintages.dataset (dataset_code, loads) VALUES ('LONG', 2);
INSERT INTO vintages.dimension_set (dataset_id, dimensions) SELECT dataset_id, '{geo}' FROM vintages.dataset WHERE dataset_code = 'LONG';
INSERT INTO vintages.series (series_id, dataset_id, dimension_set_id, series_key, dimensions)
SELECT id, dataset_id, dimension_set_id, geo, jsonb_build_object('geo', geo)
  FROM (VALUES (11, 'BE'), (12, 'FR')) AS series (id, geo) CROSS JOIN vintages.dimension_set JOIN vintages.dataset USING (dataset_id)
 WHERE dataset_code = 'LONG';
INSERT INTO vintages.period (period_id, time_period, frequency, first_day, last_day)
SELECT 100000000 + year, year, 'A', make_date(year, 1, 1), make_date(year, 12, 31) FROM generate_series(1400, 1999) AS year;

CREATE FUNCTION pg_temp.line(geo text, from_year integer, changed integer[]) RETURNS text LANGUAGE sql AS $$
  SELECT geo || string_agg(E'\t' || CASE WHEN year < from_year THEN '' WHEN year = ANY (changed) THEN '2' ELSE '1' END, '' ORDER BY year)
    FROM generate_series(1400, 1999) AS year
$$;
INSERT INTO vintages.release (dataset_id, released_at, recorded_at, outcome, release_key, content_hash, dimension_set_id,
                              layout, stamps, evidence, observations, changes)
SELECT dataset_id, released_at::timestamptz, now(), 'vintage', 'LONG@' || released_at,
       encode(sha256(convert_to(concat_ws(E'\n', 'geo' || (SELECT string_agg(E'\t' || year, '' ORDER BY year)
                                                              FROM generate_series(1400, 1999) AS year),
                                          pg_temp.line('BE', 1400, changed), pg_temp.line('FR', 1990, '{}')), 'UTF8')), 'hex'),
       dimension_set_id, '{}', '{}', 'captured', 610, changes::jsonb
  FROM (VALUES ('2024-01-10', '{}'::integer[], '{"first_published": 610}'),
               ('2024-02-10', '{1401, 1655, 1656}', '{"revised": 3}')) AS two (released_at, changed, changes)
 CROSS JOIN vintages.dimension_set JOIN vintages.dataset USING (dataset_id)
 WHERE dataset_code = 'LONG';

DO $$
DECLARE
  id smallint := (SELECT dataset_id FROM vintages.dataset WHERE dataset_code = 'LONG');
  listed integer := vintages.period_set_of((SELECT array_agg(period_id ORDER BY period_id) FROM vintages.period
                                             WHERE period_id BETWEEN 100001400 AND 100001999));
BEGIN
  PERFORM stage.open_first(90, id, 758160000, listed);
  INSERT INTO stage.first_90 (series_id, plain, cells, departures) VALUES
    (11, true, substr(pg_temp.line('BE', 1400, '{}'), 4), '{2, 256, 257, 760838400, 760838400, 760838400}'),
    (12, true, substr(pg_temp.line('FR', 1990, '{}'), 4), NULL);
  PERFORM stage.finish_first(90);
  PERFORM vintages.first_load(id, 90);
  PERFORM vintages.open_lone(id);
  PERFORM vintages.finish_lone(id);
  PERFORM vintages.attach(id);
  INSERT INTO vintages.strip (series_id, period_set_id, released, dataset_id, plain, cells)
  SELECT 11, 100000000 + year, 760838400, id, true, E'2\t1' FROM unnest('{1401, 1655, 1656}'::integer[]) AS year;
END $$;
