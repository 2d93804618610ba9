-- What the catalogue announced of the datasets that are followed, and is not held.
CREATE OR REPLACE VIEW figures.missing_releases AS
SELECT announced.dataset_code,
       announced.released_at,
       announced.first_seen_at AS announced_at,
       announced.last_seen_at AS last_announced_at,
       found.state,
       CASE found.state
            WHEN 'waiting' THEN stage.reason
            WHEN 'rejected' THEN format('%s: %s', stage.decided_by, stage.decided_because)
            WHEN 'refused' THEN refusal.error
            WHEN 'failed' THEN concat_ws(': ', last_step.step, last_step.outcome, last_step.error)
            WHEN 'missed' THEN format('another release was announced on %s before this one was fetched',
                                      to_char(next.first_seen_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'))
            WHEN 'under_way' THEN format('%s went through', last_step.step)
            ELSE 'nobody has asked for it yet'
       END AS because,
       CASE found.state
            WHEN 'waiting' THEN format('vintages decide %s accept --name YOU --reason WHY (or reject)', stage.stage_id)
            WHEN 'rejected' THEN 'nothing: a person kept it out'
            WHEN 'missed' THEN format('Eurostat has only its newest; from a file at hand: %s', loading.command)
            ELSE CASE
              WHEN next.first_seen_at IS NOT NULL
                THEN format('Eurostat has a newer one by now; the bytes of this one are archived: %s', loading.command)
              WHEN found.state = 'refused' THEN 'read what was wrong with the bytes: they are archived; it is fetched again twice a day'
              WHEN found.state = 'failed' THEN format('vintages ingest %s, or clear the red box', announced.dataset_code)
              ELSE format('wait half an hour; then vintages ingest %s', announced.dataset_code)
            END
       END AS to_do,
       coalesce(fetched.there, false) AS fetched
  FROM vintages.announced
  LEFT JOIN vintages.dataset USING (dataset_code)
  LEFT JOIN vintages.refusal USING (dataset_code, released_at)
  LEFT JOIN LATERAL (
       SELECT stage_id, status, reason, decided_by, decided_because FROM stage.stage
        WHERE stage.dataset_id = dataset.dataset_id AND stage.released_at = announced.released_at
        ORDER BY stage_id DESC LIMIT 1) AS stage ON true
  LEFT JOIN LATERAL (
       SELECT first_seen_at FROM vintages.announced AS later
        WHERE later.dataset_code = announced.dataset_code AND later.released_at > announced.released_at
        ORDER BY released_at LIMIT 1) AS next ON true
  LEFT JOIN LATERAL (
       SELECT step, outcome, error FROM vintages.step
        WHERE step.dataset_code = announced.dataset_code
          AND (step.released_at = announced.released_at
               OR step.released_at IS NULL AND step.started_at >= announced.first_seen_at
                  AND (next.first_seen_at IS NULL OR step.started_at < next.first_seen_at))
        ORDER BY started_at DESC LIMIT 1) AS last_step ON true
  LEFT JOIN LATERAL (
       SELECT true AS there FROM vintages.step
        WHERE step.dataset_code = announced.dataset_code AND step.released_at = announced.released_at
        LIMIT 1) AS fetched ON true
 CROSS JOIN LATERAL (
       SELECT CASE WHEN stage.status = 'held' THEN 'waiting'
                   WHEN stage.status = 'rejected' THEN 'rejected'
                   WHEN refusal.error IS NOT NULL THEN 'refused'
                   WHEN fetched.there IS NULL AND next.first_seen_at IS NOT NULL THEN 'missed'
                   WHEN last_step.outcome <> 'ok' THEN 'failed'
                   WHEN last_step.outcome = 'ok' THEN 'under_way'
                   ELSE 'not_fetched'
              END AS state) AS found
 CROSS JOIN LATERAL (
       SELECT format('vintages load %s FILE --released-at %s', announced.dataset_code,
                     to_char(announced.released_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS command) AS loading
 WHERE NOT EXISTS (
       SELECT FROM vintages.release
        WHERE release.dataset_id = dataset.dataset_id AND release.released_at = announced.released_at);

COMMENT ON VIEW figures.missing_releases IS 'One row per release that the catalogue showed of a dataset that is followed, and that is not held: since when, and why.';
COMMENT ON COLUMN figures.missing_releases.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.missing_releases.released_at IS 'Its publication time, by the stamp of its dataflow.';
COMMENT ON COLUMN figures.missing_releases.announced_at IS 'When we first saw it in the catalogue.';
COMMENT ON COLUMN figures.missing_releases.last_announced_at IS 'When the catalogue last showed it; long ago where the dataset is followed no more.';
COMMENT ON COLUMN figures.missing_releases.state IS 'waiting (for a person), rejected (by one), refused (cannot be read), failed, missed (the next one came before it was fetched), under_way or not_fetched.';
COMMENT ON COLUMN figures.missing_releases.because IS 'Why it is not held.';
COMMENT ON COLUMN figures.missing_releases.to_do IS 'What brings it in.';
COMMENT ON COLUMN figures.missing_releases.fetched IS 'Whether it was fetched, so that its bytes are in the archive.';
