-- One row per change of one observation between two neighbouring vintages.
CREATE OR REPLACE VIEW vintages.change AS
SELECT dataset_id,
       series_id,
       period_id,
       released,
       CASE
         WHEN before IS NULL THEN 'first_published'
         WHEN before = ' ' THEN 'reappeared'
         WHEN cell = ' ' THEN 'vanished'
         WHEN vintages.value_in(before) = vintages.value_in(cell) THEN 'status_changed'
         WHEN starts_with(before, ':') = starts_with(cell, ':') THEN 'revised'
         WHEN starts_with(before, ':') THEN 'backfilled'
         ELSE 'withdrawn'
       END AS change_kind,
       value_before,
       nullif(vintages.value_in(before), '') AS raw_before,
       CASE WHEN before <> ' ' THEN vintages.flags_in(before) END AS flags_before,
       obs_value AS value_after,
       nullif(vintages.value_in(cell), '') AS raw_after,
       CASE WHEN cell <> ' ' THEN vintages.flags_in(cell) END AS flags_after
  FROM vintages.lone_version;
COMMENT ON VIEW vintages.change IS 'Every version that a later release brought, beside the one that it replaced, and what sort of change that was.';

-- The vintage that each vintage is compared with: its neighbour before it.
CREATE OR REPLACE VIEW vintages.neighbour AS
SELECT dataset_id, released, released_at, vintage_id, restructured,
       lag(vintage_id) OVER (PARTITION BY dataset_id ORDER BY released) AS vintage_before
  FROM figures.releases
 WHERE outcome = 'vintage';
COMMENT ON VIEW vintages.neighbour IS 'Every vintage with the one that it is compared with.';

-- What a dataset's oldest vintage brought lies in strips, what later ones changed stands alone. Each half has its
-- own joins, so that a question of one vintage, or one series, finds its rows by them.
CREATE OR REPLACE VIEW vintages.revision AS
SELECT dataset.dataset_code,
       series.series_key,
       series.dimensions,
       period.time_period,
       change_kind, raw_before, raw_after, value_before, value_after, flags_before, flags_after,
       vintage_before, vintage_id, released_at
  FROM vintages.change
  JOIN vintages.neighbour USING (dataset_id, released)
  LEFT JOIN vintages.dataset USING (dataset_id)
  LEFT JOIN vintages.series USING (series_id)
  LEFT JOIN vintages.period USING (period_id)
 WHERE NOT restructured
UNION ALL
SELECT dataset.dataset_code,
       series.series_key,
       series.dimensions,
       period.time_period,
       'first_published', NULL, raw, NULL, obs_value, NULL, flags,
       vintage_before, vintage_id, released_at
  FROM vintages.version
  JOIN vintages.neighbour USING (dataset_id, released)
  LEFT JOIN vintages.dataset USING (dataset_id)
  LEFT JOIN vintages.series USING (series_id)
  LEFT JOIN vintages.period USING (period_id)
 WHERE NOT alone AND NOT restructured;
COMMENT ON VIEW vintages.revision IS 'Every change beside the vintages that it lies between; what the oldest vintage brought is first published.';

CREATE OR REPLACE VIEW figures.revisions AS
SELECT dataset_code,
       series_key,
       dimensions,
       time_period,
       change_kind,
       raw_before AS before,
       raw_after AS after,
       value_before AS before_number,
       value_after AS after_number,
       value_after - value_before AS absolute,
       (value_after - value_before) / nullif(abs(value_before), 0) AS relative,
       flags_before AS status_before,
       flags_after AS status_after,
       vintage_before,
       vintage_id AS vintage_after,
       released_at
  FROM vintages.revision;

COMMENT ON VIEW figures.revisions IS 'One row per change of one observation between two neighbouring vintages. Changes of structure are not revisions and are not here.';
COMMENT ON COLUMN figures.revisions.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.revisions.series_key IS 'Dimension codes in the structure''s order, joined by dots.';
COMMENT ON COLUMN figures.revisions.dimensions IS 'The same codes by dimension.';
COMMENT ON COLUMN figures.revisions.time_period IS 'Reference period: what the figure is about.';
COMMENT ON COLUMN figures.revisions.change_kind IS 'first_published, revised, status_changed (value equal, flags not), withdrawn (value to missing), backfilled (missing to value), vanished (cell gone from the file), reappeared.';
COMMENT ON COLUMN figures.revisions.before IS 'Value before, to the character; NULL where there was no cell.';
COMMENT ON COLUMN figures.revisions.after IS 'Value after, to the character; NULL where there is no cell.';
COMMENT ON COLUMN figures.revisions.before_number IS 'Value before as a number; NULL where there was none.';
COMMENT ON COLUMN figures.revisions.after_number IS 'Value after as a number; NULL where there is none.';
COMMENT ON COLUMN figures.revisions.absolute IS 'after_number minus before_number, in the unit of the figure.';
COMMENT ON COLUMN figures.revisions.relative IS 'absolute over the size of before_number (0.1 = 10 percent); NULL where that is 0.';
COMMENT ON COLUMN figures.revisions.status_before IS 'Flags before: OBS_STATUS, then @ and CONF_STATUS.';
COMMENT ON COLUMN figures.revisions.status_after IS 'Flags after: OBS_STATUS, then @ and CONF_STATUS.';
COMMENT ON COLUMN figures.revisions.vintage_before IS 'The neighbouring vintage before; NULL for the first vintage.';
COMMENT ON COLUMN figures.revisions.vintage_after IS 'The vintage that brought the change.';
COMMENT ON COLUMN figures.revisions.released_at IS 'Publication time of vintage_after.';
