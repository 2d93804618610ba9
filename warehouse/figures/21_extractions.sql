-- How near each dataset is to what Eurostat hands out at once.
CREATE OR REPLACE VIEW figures.extractions AS
SELECT dataset.dataset_code,
       newest.released_at,
       newest.observations,
       5000000 AS most,
       newest.observations / 5000000.0::float8 AS limit_share,
       coalesce(asked.outcome = 'ExtractionTooBig', false) AS refused,
       asked.started_at AS asked_at,
       CASE WHEN asked.outcome = 'ExtractionTooBig' THEN asked.error END AS refusal
  FROM vintages.dataset
  JOIN LATERAL (
       SELECT released_at, observations FROM vintages.release
        WHERE release.dataset_id = dataset.dataset_id ORDER BY released DESC LIMIT 1) AS newest ON true
  LEFT JOIN LATERAL (
       SELECT started_at, outcome, error FROM vintages.fetch AS attempt
        WHERE attempt.dataset_code = dataset.dataset_code AND purpose = 'data'
          AND url LIKE '%/data/' || dataset.dataset_code || '?%'  -- asked for whole
          AND outcome IN ('ok', 'unchanged', 'Queued', 'StillQueued', 'ExtractionTooBig')
        ORDER BY started_at DESC LIMIT 1) AS asked ON true;

COMMENT ON VIEW figures.extractions IS 'One row per dataset: its cells beside the 5 million that Eurostat hands out at once, and whether it refused the whole.';
COMMENT ON COLUMN figures.extractions.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.extractions.released_at IS 'Publication time of the newest release held.';
COMMENT ON COLUMN figures.extractions.observations IS 'Cells in it, published missing ones included.';
COMMENT ON COLUMN figures.extractions.most IS 'The most that Eurostat says it hands out; it estimates by the codes asked for, filled or not, so it may refuse less.';
COMMENT ON COLUMN figures.extractions.limit_share IS 'observations by most.';
COMMENT ON COLUMN figures.extractions.refused IS 'Whether it was refused the last time that it was asked for whole; it is then fetched in slices.';
COMMENT ON COLUMN figures.extractions.asked_at IS 'When it was last asked for whole; NULL: never, it came from files or in slices.';
COMMENT ON COLUMN figures.extractions.refusal IS 'What Eurostat said, with its own estimate.';
