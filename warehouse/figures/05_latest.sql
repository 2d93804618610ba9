-- What is current now: one row per series and time period of every dataset.
CREATE OR REPLACE VIEW figures.latest AS
SELECT dataset_code, series_key, dimensions, time_period, obs_value, as_published, obs_status, conf_status, released_at
  FROM figures.versions
 WHERE ended IS NULL AND replaced IS NULL;

COMMENT ON VIEW figures.latest IS 'What is current now: one row per series and time period.';
COMMENT ON COLUMN figures.latest.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.latest.series_key IS 'Dimension codes in the structure''s order, joined by dots.';
COMMENT ON COLUMN figures.latest.dimensions IS 'The same codes by dimension.';
COMMENT ON COLUMN figures.latest.time_period IS 'Reference period: what the figure is about.';
COMMENT ON COLUMN figures.latest.obs_value IS 'The number with its published decimals; NULL where published as missing or as text.';
COMMENT ON COLUMN figures.latest.as_published IS 'The value to the character; '':'' is published as not available.';
COMMENT ON COLUMN figures.latest.obs_status IS 'OBS_STATUS flags as published.';
COMMENT ON COLUMN figures.latest.conf_status IS 'CONF_STATUS as published.';
COMMENT ON COLUMN figures.latest.released_at IS 'Publication time of the vintage that brought this version.';
