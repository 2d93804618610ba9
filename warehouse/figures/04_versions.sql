-- Every version of every cell, with the half-open interval of publication time in which it was current.
-- A strip is taken apart, a version that stands alone is its own cell. That a strip has five cells is for the planner,
-- which would expect a thousand. `ended` and `alone` are known of a row before it is taken apart.
CREATE OR REPLACE VIEW vintages.version AS
SELECT strip.dataset_id,
       strip.series_id,
       CASE WHEN strip.period_set_id > 0 THEN strip.period_set_id ELSE period_set.periods[place] END AS period_id,
       strip.released,
       CASE WHEN departures IS NULL THEN strip.replaced ELSE vintages.left_with(departures, place::integer) END AS replaced,
       vintages.number_in(coalesce(cell, split_part(cells, E'\t', 1)), strip.plain) AS obs_value,
       vintages.value_in(coalesce(cell, split_part(cells, E'\t', 1))) AS raw,
       nullif(vintages.flags_in(coalesce(cell, split_part(cells, E'\t', 1))), '') AS flags,
       strip.period_set_id > 0 AND cells LIKE ' %' AS gone,
       CASE WHEN strip.period_set_id > 0 THEN nullif(split_part(cells, E'\t', 2), '') END AS before,
       strip.replaced AS ended,
       strip.period_set_id > 0 AS alone
  FROM vintages.strip
  LEFT JOIN vintages.period_set USING (period_set_id)
  LEFT JOIN LATERAL string_to_table(CASE WHEN strip.period_set_id < 0 THEN cells END, E'\t') WITH ORDINALITY AS each (cell, place)
         ON place BETWEEN 1 AND 2147483647
 WHERE coalesce(cell, cells) <> '';

-- The versions that stand alone: those that later releases brought. The condition stands before the number
-- too, since a plan may take that apart before it drops the other strips.
CREATE OR REPLACE VIEW vintages.lone_version AS
SELECT dataset_id,
       series_id,
       period_set_id AS period_id,
       released,
       CASE WHEN period_set_id > 0 THEN vintages.number_in(split_part(cells, E'\t', 1), plain) END AS obs_value,
       nullif(split_part(cells, E'\t', 2), '') AS before,
       split_part(cells, E'\t', 1) AS cell,
       CASE WHEN period_set_id > 0 THEN vintages.number_in(nullif(split_part(cells, E'\t', 2), ''), plain) END AS value_before
  FROM vintages.strip
 WHERE period_set_id > 0;
COMMENT ON VIEW vintages.lone_version IS 'Every version that lies in a strip of its own, with the cell that it replaced: those that later releases brought.';

CREATE OR REPLACE VIEW figures.versions AS
SELECT dataset.dataset_code,
       series.series_key,
       series.dimensions,
       period.time_period,
       version.obs_value,
       version.raw AS as_published,
       nullif(split_part(version.flags, '@', 1), '') AS obs_status,
       nullif(split_part(version.flags, '@', 2), '') AS conf_status,
       vintages.moment_at(version.released) AS released_at,
       vintages.moment_at(version.replaced) AS replaced_at,
       version.dataset_id,
       version.released,
       version.replaced,
       version.ended
  FROM vintages.version
  LEFT JOIN vintages.dataset USING (dataset_id)  -- left, so that a join nobody asks for costs nothing
  LEFT JOIN vintages.series USING (series_id)
  LEFT JOIN vintages.period USING (period_id)
 WHERE NOT version.gone;

COMMENT ON VIEW vintages.version IS 'Every version of every cell with its interval; raw is the value to the character, empty where the cell is gone from the file; before is the cell that it replaced.';
COMMENT ON VIEW figures.versions IS 'Every version of every cell, with the half-open interval of publication time in which it was current.';
COMMENT ON COLUMN figures.versions.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.versions.series_key IS 'Dimension codes in the structure''s order, joined by dots.';
COMMENT ON COLUMN figures.versions.dimensions IS 'The same codes by dimension.';
COMMENT ON COLUMN figures.versions.time_period IS 'Reference period: what the figure is about.';
COMMENT ON COLUMN figures.versions.obs_value IS 'The number with its published decimals; NULL where published as missing or as text.';
COMMENT ON COLUMN figures.versions.as_published IS 'The value to the character; '':'' is published as not available.';
COMMENT ON COLUMN figures.versions.obs_status IS 'OBS_STATUS flags as published, e.g. b break, e estimated, p provisional.';
COMMENT ON COLUMN figures.versions.conf_status IS 'CONF_STATUS as published: C confidential, N not for publication, P under statistical secrecy.';
COMMENT ON COLUMN figures.versions.released_at IS 'Publication time of the vintage that brought this version (included).';
COMMENT ON COLUMN figures.versions.replaced_at IS 'Publication time of the vintage that replaced or removed it (not included); NULL: still current.';
COMMENT ON COLUMN figures.versions.dataset_id IS 'Number inside this warehouse; do not quote it.';
COMMENT ON COLUMN figures.versions.released IS 'released_at as seconds since 2000-01-01 UTC.';
COMMENT ON COLUMN figures.versions.replaced IS 'replaced_at as seconds since 2000-01-01 UTC.';
COMMENT ON COLUMN figures.versions.ended IS 'The same where it is known without looking at each cell; else NULL. Asked beside replaced, it saves time.';
