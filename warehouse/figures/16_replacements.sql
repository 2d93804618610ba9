-- Which cells a vintage gave another version: without the values, so that counting them is quick.
CREATE OR REPLACE VIEW figures.replacements AS
SELECT dataset_id, series_id, period_id, released AS replaced
  FROM vintages.lone_version
 WHERE before IS NOT NULL;

COMMENT ON VIEW figures.replacements IS 'One row per version of a cell that a later vintage replaced, by number; figures.histories has the values.';
COMMENT ON COLUMN figures.replacements.dataset_id IS 'Number of the dataset inside this warehouse; do not quote it.';
COMMENT ON COLUMN figures.replacements.series_id IS 'Number of the series inside this warehouse; do not quote it.';
COMMENT ON COLUMN figures.replacements.period_id IS 'Number of the period, as in figures.periods.';
COMMENT ON COLUMN figures.replacements.replaced IS 'Publication time of the vintage that replaced it, as seconds since 2000-01-01 UTC.';
