-- Every release held, also those that republished the same figures.
CREATE OR REPLACE VIEW figures.releases AS
SELECT dataset.dataset_code,
       release.released_at,
       release.recorded_at,
       release.outcome,
       dataset.dataset_code || '@' || to_char(release.released_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS vintage_id,
       release.observations,
       release.changes,
       release.restructured,
       release.silent,
       release.evidence,
       structure.version AS structure_version,
       release.stamps,
       release.content_hash,
       release.release_key,
       release.accepted_by,
       release.accepted_because,
       release.dataset_id,
       release.released
  FROM vintages.release
  JOIN vintages.dataset USING (dataset_id)
  LEFT JOIN vintages.structure ON structure.structure_id = release.structure_id;

COMMENT ON VIEW figures.releases IS 'One row per release held, also those that republished the same figures and so made no vintage.';
COMMENT ON COLUMN figures.releases.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.releases.released_at IS 'Publication time: when the world could see it.';
COMMENT ON COLUMN figures.releases.recorded_at IS 'System time: when this warehouse took it.';
COMMENT ON COLUMN figures.releases.outcome IS 'vintage, or republished (the same figures as the release before).';
COMMENT ON COLUMN figures.releases.vintage_id IS 'Dataset and publication time: the same in every warehouse.';
COMMENT ON COLUMN figures.releases.observations IS 'Cells in the release, published missing ones included.';
COMMENT ON COLUMN figures.releases.changes IS 'Count per change kind against the release before.';
COMMENT ON COLUMN figures.releases.restructured IS 'The dimensions differ from those of the release before: keys moved, which is no revision.';
COMMENT ON COLUMN figures.releases.silent IS 'Figures changed under an old stamp; released_at is then when we first saw them.';
COMMENT ON COLUMN figures.releases.evidence IS 'captured at release, backfilled from a file, or read from a dated publication.';
COMMENT ON COLUMN figures.releases.structure_version IS 'Version of the data structure definition that came with it.';
COMMENT ON COLUMN figures.releases.stamps IS 'All stamps of the source as received; never compare one with another.';
COMMENT ON COLUMN figures.releases.content_hash IS 'sha256 of all observations in normal form.';
COMMENT ON COLUMN figures.releases.release_key IS 'Key in the archive, from which the release can be read again.';
COMMENT ON COLUMN figures.releases.accepted_by IS 'Who let a held release in, if someone had to.';
COMMENT ON COLUMN figures.releases.accepted_because IS 'The reason given.';
COMMENT ON COLUMN figures.releases.dataset_id IS 'Number inside this warehouse; do not quote it.';
COMMENT ON COLUMN figures.releases.released IS 'Publication time as stored with each observation: seconds since 2000-01-01 UTC.';
