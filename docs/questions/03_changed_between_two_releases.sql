-- 3. Which cells changed between two releases, and by how much?
-- One row per cell whose number differs, largest change first. What changed and changed back in
-- between is not there. Instead of a moment a round can be named: 'round January 2026'.
-- Runs on SYNTHETIC_WEEKLY (invented figures).
SELECT series_key, time_period, before, after, absolute, round(100 * relative, 1) AS percent
  FROM figures.changes_between('SYNTHETIC_WEEKLY', 'as of 2026-01-10', 'as of 2026-01-23')
 WHERE change_kind = 'revised'
 ORDER BY abs(absolute) DESC, series_key, time_period
