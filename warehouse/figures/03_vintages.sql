-- The releases that changed at least one figure.
CREATE OR REPLACE VIEW figures.vintages AS
SELECT vintage_id, dataset_code, released_at, recorded_at, observations, changes, restructured, silent,
       evidence, structure_version, stamps, content_hash, release_key, accepted_by, accepted_because
  FROM figures.releases
 WHERE outcome = 'vintage';

COMMENT ON VIEW figures.vintages IS 'One row per vintage: a release that changed at least one figure.';
COMMENT ON COLUMN figures.vintages.vintage_id IS 'Dataset and publication time: the same in every warehouse.';
COMMENT ON COLUMN figures.vintages.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.vintages.released_at IS 'Publication time: when the world could see it.';
COMMENT ON COLUMN figures.vintages.recorded_at IS 'System time: when this warehouse took it.';
COMMENT ON COLUMN figures.vintages.observations IS 'Cells in the vintage, published missing ones included.';
COMMENT ON COLUMN figures.vintages.changes IS 'Count per change kind against the release before.';
COMMENT ON COLUMN figures.vintages.restructured IS 'The dimensions differ from those of the release before: keys moved, which is no revision.';
COMMENT ON COLUMN figures.vintages.silent IS 'Figures changed under an old stamp; released_at is then when we first saw them.';
COMMENT ON COLUMN figures.vintages.evidence IS 'captured at release, backfilled from a file, or read from a dated publication.';
COMMENT ON COLUMN figures.vintages.structure_version IS 'Version of the data structure definition that came with it.';
COMMENT ON COLUMN figures.vintages.stamps IS 'All stamps of the source as received; never compare one with another.';
COMMENT ON COLUMN figures.vintages.content_hash IS 'sha256 of all observations in normal form.';
COMMENT ON COLUMN figures.vintages.release_key IS 'Key in the archive, from which the vintage can be read again.';
COMMENT ON COLUMN figures.vintages.accepted_by IS 'Who let a held release in, if someone had to.';
COMMENT ON COLUMN figures.vintages.accepted_because IS 'The reason given.';
