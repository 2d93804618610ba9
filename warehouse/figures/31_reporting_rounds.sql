-- The reporting rounds of each dataset, and the releases that belong to them.
CREATE OR REPLACE VIEW figures.round_releases AS
SELECT dataset.dataset_code, round.reporting_round, release.vintage_id, release.released_at, release.outcome,
       release.changes, release.dataset_id, release.released
  FROM vintages.reporting_round AS round
  JOIN vintages.dataset USING (dataset_id)
  JOIN figures.releases AS release USING (dataset_id)
 WHERE (release.released_at AT TIME ZONE 'Europe/Brussels')::date >= round.released_from
   AND ((release.released_at AT TIME ZONE 'Europe/Brussels')::date < round.released_to OR round.released_to IS NULL);

COMMENT ON VIEW figures.round_releases IS 'One row per reporting round and release in it. Rounds may overlap: a release can be in several.';
COMMENT ON COLUMN figures.round_releases.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.round_releases.reporting_round IS 'The label of the round, such as 2022 data.';
COMMENT ON COLUMN figures.round_releases.vintage_id IS 'Dataset and publication time: the same in every warehouse.';
COMMENT ON COLUMN figures.round_releases.released_at IS 'Publication time: when the world could see it.';
COMMENT ON COLUMN figures.round_releases.outcome IS 'vintage, or republished (the same figures as the release before).';
COMMENT ON COLUMN figures.round_releases.changes IS 'Count per change kind against the release before.';
COMMENT ON COLUMN figures.round_releases.dataset_id IS 'Number inside this warehouse; do not quote it.';
COMMENT ON COLUMN figures.round_releases.released IS 'released_at as seconds since 2000-01-01 UTC.';

CREATE OR REPLACE VIEW figures.reporting_rounds AS
SELECT dataset.dataset_code, round.reporting_round, round.released_from, round.released_to, round.reference_periods,
       count(release.released) AS releases,
       count(release.released) FILTER (WHERE release.outcome = 'vintage') AS vintages,
       min(release.released_at) AS first_released_at,
       max(release.released_at) AS last_released_at
  FROM vintages.reporting_round AS round
  JOIN vintages.dataset USING (dataset_id)
  LEFT JOIN figures.round_releases AS release USING (dataset_id, reporting_round)
 GROUP BY dataset.dataset_code, round.dataset_id, round.reporting_round;

COMMENT ON VIEW figures.reporting_rounds IS 'One row per dataset and reporting round, from the dataset''s source file.';
COMMENT ON COLUMN figures.reporting_rounds.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.reporting_rounds.reporting_round IS 'The label of the round, such as 2022 data.';
COMMENT ON COLUMN figures.reporting_rounds.released_from IS 'First day of the round, Brussels time.';
COMMENT ON COLUMN figures.reporting_rounds.released_to IS 'First day that is no longer of the round; NULL while it is open.';
COMMENT ON COLUMN figures.reporting_rounds.reference_periods IS 'The periods that the round is about; others may be revised in it.';
COMMENT ON COLUMN figures.reporting_rounds.releases IS 'Releases held of the round.';
COMMENT ON COLUMN figures.reporting_rounds.vintages IS 'Those of them that changed at least one figure.';
COMMENT ON COLUMN figures.reporting_rounds.first_released_at IS 'Publication time of the first release of the round that is held: its announcement.';
COMMENT ON COLUMN figures.reporting_rounds.last_released_at IS 'Publication time of the last one: the round''s final word.';
