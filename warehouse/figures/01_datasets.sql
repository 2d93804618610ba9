-- The datasets that are followed, and what is held of each.
CREATE OR REPLACE VIEW figures.datasets AS
SELECT dataset.dataset_code,
       dataset.title,
       count(release.release_id) FILTER (WHERE release.outcome = 'vintage') AS vintages,
       min(release.released_at) AS first_released_at,
       max(release.released_at) AS last_released_at,
       max(release.recorded_at) AS last_recorded_at,
       dataset.dataset_id
  FROM vintages.dataset
  LEFT JOIN vintages.release USING (dataset_id)
 GROUP BY dataset.dataset_id;

COMMENT ON VIEW figures.datasets IS 'One row per dataset that is followed.';
COMMENT ON COLUMN figures.datasets.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.datasets.title IS 'Title in the newest release that named one.';
COMMENT ON COLUMN figures.datasets.vintages IS 'How many vintages are held: releases that changed at least one figure.';
COMMENT ON COLUMN figures.datasets.first_released_at IS 'Publication time of the oldest release held.';
COMMENT ON COLUMN figures.datasets.last_released_at IS 'Publication time of the newest release held.';
COMMENT ON COLUMN figures.datasets.last_recorded_at IS 'When this warehouse last took a release.';
COMMENT ON COLUMN figures.datasets.dataset_id IS 'Number inside this warehouse; do not quote it.';
