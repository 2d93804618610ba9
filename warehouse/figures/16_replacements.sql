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

-- The changes themselves by number, for functions over many of them. What the oldest vintage brought is in strips.
CREATE OR REPLACE VIEW figures.changes AS
SELECT dataset_id, series_id, period_id, released,
       change_kind <> 'first_published' AS was_there,
       raw_before AS before, value_before AS before_number, flags_before AS status_before,
       raw_after AS after, value_after AS after_number, flags_after AS status_after
  FROM vintages.change
 UNION ALL
SELECT dataset_id, series_id, period_id, released, false, NULL, NULL, NULL, raw, obs_value, flags
  FROM vintages.version
 WHERE NOT alone;

COMMENT ON VIEW figures.changes IS 'figures.revisions by number and without texts, for functions; also what a vintage with other dimensions changed.';
COMMENT ON COLUMN figures.changes.dataset_id IS 'Number of the dataset inside this warehouse; do not quote it.';
COMMENT ON COLUMN figures.changes.series_id IS 'Number of the series, as in figures.series.';
COMMENT ON COLUMN figures.changes.period_id IS 'Number of the period, as in figures.periods.';
COMMENT ON COLUMN figures.changes.released IS 'Publication time of the vintage that brought the change: seconds since 2000-01-01 UTC.';
COMMENT ON COLUMN figures.changes.was_there IS 'Whether the cell had ever been there before.';
COMMENT ON COLUMN figures.changes.before IS 'Value before, to the character; NULL where there was no cell.';
COMMENT ON COLUMN figures.changes.before_number IS 'Value before as a number; NULL where there was none.';
COMMENT ON COLUMN figures.changes.status_before IS 'Flags before: OBS_STATUS, then @ and CONF_STATUS.';
COMMENT ON COLUMN figures.changes.after IS 'Value after, to the character; NULL where there is no cell.';
COMMENT ON COLUMN figures.changes.after_number IS 'Value after as a number; NULL where there is none.';
COMMENT ON COLUMN figures.changes.status_after IS 'Flags after: OBS_STATUS, then @ and CONF_STATUS.';

-- Which periods a vintage brought versions of: a list of periods is of a release in which each has a cell.
CREATE OR REPLACE VIEW figures.brought_periods AS
SELECT DISTINCT dataset_id, released, period_id
  FROM (SELECT dataset_id, released, unnest(periods) AS period_id
          FROM (SELECT DISTINCT dataset_id, released, period_set_id FROM vintages.strip WHERE period_set_id < 0) AS listed
          JOIN vintages.period_set USING (period_set_id)
         UNION ALL
        SELECT dataset_id, released, period_set_id FROM vintages.strip WHERE period_set_id > 0) AS brought;

COMMENT ON VIEW figures.brought_periods IS 'One row per vintage and period of which it brought a version, by number, for functions: no version is looked at alone.';
COMMENT ON COLUMN figures.brought_periods.dataset_id IS 'Number of the dataset inside this warehouse; do not quote it.';
COMMENT ON COLUMN figures.brought_periods.released IS 'Publication time of the vintage, as seconds since 2000-01-01 UTC.';
COMMENT ON COLUMN figures.brought_periods.period_id IS 'Number of the period, as in figures.periods.';
