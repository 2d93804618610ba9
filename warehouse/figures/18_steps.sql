-- How long each step of the line took.
CREATE OR REPLACE VIEW figures.steps AS
SELECT dataset_code,
       released_at,
       step,
       started_at,
       seconds,
       outcome,
       error
  FROM vintages.step;

COMMENT ON VIEW figures.steps IS 'One row per time that a step of the line (fetch, stage, check, load) of a dataset ended, with its seconds.';
COMMENT ON COLUMN figures.steps.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.steps.released_at IS 'Publication time of the release; NULL where a fetch brought none.';
COMMENT ON COLUMN figures.steps.step IS 'fetch, stage, check or load; a load that had to stage and check again has rows for these too.';
COMMENT ON COLUMN figures.steps.started_at IS 'When it began; a step that was killed has no row.';
COMMENT ON COLUMN figures.steps.seconds IS 'How long it took, without the time that Airflow needs to start a box.';
COMMENT ON COLUMN figures.steps.outcome IS 'ok, or the name of the error with which it ended.';
COMMENT ON COLUMN figures.steps.error IS 'What the error said, where it is one of ours.';
