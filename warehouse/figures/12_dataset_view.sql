-- (Re)make figures.<code>: what is current now, with the dimensions as columns and labels beside codes.
CREATE OR REPLACE FUNCTION vintages.make_dataset_view(id smallint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  dataset vintages.dataset;
  dimension_list text[];
  wanted text;
  columns text := '';
  dimension text;
BEGIN
  SELECT * INTO dataset FROM vintages.dataset WHERE dataset_id = id;
  SELECT s.dimensions INTO dimension_list
    FROM vintages.release r JOIN vintages.dimension_set s USING (dimension_set_id)
   WHERE r.dataset_id = id ORDER BY r.released DESC LIMIT 1;
  FOREACH dimension IN ARRAY dimension_list LOOP
    columns := columns || format('series.dimensions->>%L AS %I, series.labels->>%L AS %I, ',
                                 dimension, dimension, dimension, dimension || '_label');
  END LOOP;
  wanted := format('Dimensions %s of %s: what is current now.', dimension_list, dataset.dataset_code);
  IF obj_description(to_regclass(format('figures.%I', lower(dataset.dataset_code))), 'pg_class') = wanted THEN
    RETURN;
  END IF;
  EXECUTE format('DROP VIEW IF EXISTS figures.%I', lower(dataset.dataset_code));
  EXECUTE format(
    'CREATE VIEW figures.%1$I AS
     SELECT %2$speriod.time_period, period.first_day, period.last_day, version.obs_value,
            version.raw AS as_published,
            nullif(split_part(version.flags, ''@'', 1), '''') AS obs_status,
            nullif(split_part(version.flags, ''@'', 2), '''') AS conf_status,
            vintages.moment_at(version.released) AS released_at, series.series_key
       FROM vintages.version
       LEFT JOIN vintages.series USING (series_id)
       LEFT JOIN vintages.period USING (period_id)
      WHERE version.dataset_id = %3$s AND version.ended IS NULL AND version.replaced IS NULL AND NOT version.gone',
    lower(dataset.dataset_code), columns, id);
  EXECUTE format('COMMENT ON VIEW figures.%I IS %L', lower(dataset.dataset_code), wanted);
  PERFORM vintages.comment_dataset_view(lower(dataset.dataset_code), dimension_list);
  EXECUTE format('GRANT SELECT ON figures.%I TO vintages_analyst, vintages_loader', lower(dataset.dataset_code));
END $$;

CREATE OR REPLACE FUNCTION vintages.comment_dataset_view(view_name text, dimension_list text[]) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  dimension text;
  said record;
BEGIN
  FOREACH dimension IN ARRAY dimension_list LOOP
    EXECUTE format('COMMENT ON COLUMN figures.%I.%I IS %L', view_name, dimension, 'Code of the dimension ' || dimension || '.');
    EXECUTE format('COMMENT ON COLUMN figures.%I.%I IS %L', view_name, dimension || '_label', 'Label of that code in the newest structure.');
  END LOOP;
  FOR said IN SELECT * FROM (VALUES
    ('time_period', 'Reference period: what the figure is about.'),
    ('first_day', 'First day of the reference period.'),
    ('last_day', 'Last day of the reference period.'),
    ('obs_value', 'The number with its published decimals; NULL where published as missing or as text.'),
    ('as_published', 'The value to the character; '':'' is published as not available.'),
    ('obs_status', 'OBS_STATUS flags as published.'),
    ('conf_status', 'CONF_STATUS as published.'),
    ('released_at', 'Publication time of the vintage that brought this version.'),
    ('series_key', 'Dimension codes in the structure''s order, joined by dots.')) AS fixed (name, sentence) LOOP
    EXECUTE format('COMMENT ON COLUMN figures.%I.%I IS %L', view_name, said.name, said.sentence);
  END LOOP;
END $$;
