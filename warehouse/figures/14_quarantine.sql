-- What would change if a waiting release were let in.
CREATE OR REPLACE FUNCTION figures.would_change(wanted_stage integer) RETURNS TABLE (
  series_id integer, period_id integer, change_kind text, before text, after text,
  before_number numeric, after_number numeric, status_before text, status_after text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF to_regclass(format('stage.change_%s', wanted_stage)) IS NULL THEN
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format($sql$
    SELECT series_id, period_id, change_kind,
           CASE WHEN before_raw = '' THEN NULL ELSE coalesce(before_raw, before_value::text, ':') END,
           CASE WHEN after_raw = '' THEN NULL ELSE coalesce(after_raw, after_value::text, ':') END,
           before_value, after_value, before_flags, after_flags
      FROM stage.change_%s
     WHERE leg = 1$sql$, wanted_stage);
END $$;
COMMENT ON FUNCTION figures.would_change(integer) IS 'The staged changes of one release that is not loaded; none once it is decided.';

CREATE OR REPLACE VIEW figures.quarantine AS
SELECT stage.stage_id,
       dataset.dataset_code,
       stage.released_at,
       stage.reason,
       coalesce(series.series_key, new_series.series_key) AS series_key,
       period.time_period,
       change.change_kind,
       change.before,
       change.after,
       change.before_number,
       change.after_number,
       change.after_number - change.before_number AS absolute,
       (change.after_number - change.before_number) / nullif(abs(change.before_number), 0) AS relative,
       change.status_before,
       change.status_after
  FROM stage.stage
  JOIN vintages.dataset USING (dataset_id)
 CROSS JOIN LATERAL figures.would_change(stage.stage_id) AS change
  LEFT JOIN vintages.series USING (series_id)
  LEFT JOIN stage.series AS new_series
    ON new_series.stage_id = stage.stage_id AND new_series.series_id = change.series_id
  LEFT JOIN vintages.period USING (period_id)
 WHERE stage.status = 'held';

COMMENT ON VIEW figures.quarantine IS 'What would change if a waiting release were let in: one row per cell of each release that waits for a decision.';
COMMENT ON COLUMN figures.quarantine.stage_id IS 'Number of the stage, as vintages decide takes it.';
COMMENT ON COLUMN figures.quarantine.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.quarantine.released_at IS 'Publication time of the release that waits.';
COMMENT ON COLUMN figures.quarantine.reason IS 'Why it waits.';
COMMENT ON COLUMN figures.quarantine.series_key IS 'Dimension codes in the structure''s order, joined by dots.';
COMMENT ON COLUMN figures.quarantine.time_period IS 'Reference period: what the figure is about.';
COMMENT ON COLUMN figures.quarantine.change_kind IS 'As in figures.revisions.';
COMMENT ON COLUMN figures.quarantine.before IS 'Value before, to the character; NULL where there is no cell.';
COMMENT ON COLUMN figures.quarantine.after IS 'Value that waits, to the character; NULL where the cell would go.';
COMMENT ON COLUMN figures.quarantine.before_number IS 'Value before as a number.';
COMMENT ON COLUMN figures.quarantine.after_number IS 'Value that waits as a number.';
COMMENT ON COLUMN figures.quarantine.absolute IS 'after_number minus before_number.';
COMMENT ON COLUMN figures.quarantine.relative IS 'absolute over the size of before_number (0.1 = 10 percent).';
COMMENT ON COLUMN figures.quarantine.status_before IS 'Flags before: OBS_STATUS, then @ and CONF_STATUS.';
COMMENT ON COLUMN figures.quarantine.status_after IS 'Flags that wait: OBS_STATUS, then @ and CONF_STATUS.';

CREATE OR REPLACE VIEW figures.decisions AS
SELECT dataset.dataset_code,
       stage.released_at,
       CASE WHEN stage.status = 'loaded' THEN 'accepted' ELSE 'rejected' END AS decision,
       coalesce(stage.decided_by, release.accepted_by) AS decided_by,
       coalesce(stage.decided_because, release.accepted_because) AS decided_because,
       stage.decided_at,
       stage.reason,
       kept.remember_until,
       kept.remembered,
       stage.stage_id
  FROM stage.stage
  JOIN vintages.dataset USING (dataset_id)
  LEFT JOIN vintages.release ON release.dataset_id = stage.dataset_id AND release.released_at = stage.released_at
  LEFT JOIN (SELECT held.dataset_id, held.release_key, max(remember_until) AS remember_until,
                    jsonb_agg(jsonb_build_object('check_id', check_id, 'member', member) ORDER BY check_id, member) AS remembered
               FROM quality.remembered JOIN stage.stage AS held USING (stage_id) -- whose check was seen: it may have been
              GROUP BY held.dataset_id, held.release_key) AS kept                -- staged anew to be loaded
         ON stage.status = 'loaded' AND (kept.dataset_id, kept.release_key) = (stage.dataset_id, stage.release_key)
 WHERE stage.status = 'rejected' OR stage.status = 'loaded' AND release.accepted_by IS NOT NULL;

COMMENT ON VIEW figures.decisions IS 'Who let a release in or kept it out, and why: one row per decision of a person.';
COMMENT ON COLUMN figures.decisions.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.decisions.released_at IS 'Publication time of the release decided about.';
COMMENT ON COLUMN figures.decisions.decision IS 'accepted or rejected.';
COMMENT ON COLUMN figures.decisions.decided_by IS 'Who decided.';
COMMENT ON COLUMN figures.decisions.decided_because IS 'Why, in their words.';
COMMENT ON COLUMN figures.decisions.decided_at IS 'When.';
COMMENT ON COLUMN figures.decisions.reason IS 'Why the release waited.';
COMMENT ON COLUMN figures.decisions.remember_until IS 'Until when the same is let in without asking; NULL: asked again.';
COMMENT ON COLUMN figures.decisions.remembered IS 'Which rules, for which members; a NULL member is the whole rule, up to what it had observed.';
COMMENT ON COLUMN figures.decisions.stage_id IS 'Number of the stage, as vintages decide takes it.';

CREATE OR REPLACE VIEW figures.waiting AS
SELECT stage.stage_id,
       dataset.dataset_code,
       stage.released_at,
       stage.decided_at AS held_at,
       stage.reason,
       coalesce((SELECT sum(cells::bigint) FROM jsonb_each_text(stage.facts->'changes') AS change (kind, cells)), 0) AS cells,
       stage.facts->'changes' AS changes
  FROM stage.stage
  JOIN vintages.dataset USING (dataset_id)
 WHERE stage.status = 'held';

COMMENT ON VIEW figures.waiting IS 'Releases that wait for a decision: one row each; figures.quarantine has their cells.';
COMMENT ON COLUMN figures.waiting.stage_id IS 'Number of the stage, as vintages decide takes it.';
COMMENT ON COLUMN figures.waiting.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.waiting.released_at IS 'Publication time of the release that waits.';
COMMENT ON COLUMN figures.waiting.held_at IS 'Since when it waits.';
COMMENT ON COLUMN figures.waiting.reason IS 'Why it waits.';
COMMENT ON COLUMN figures.waiting.cells IS 'How many cells would change.';
COMMENT ON COLUMN figures.waiting.changes IS 'The same by kind of change.';
