-- How long each step of the line took, and what the catalogue announced: both are asked about in SQL.
CREATE TABLE vintages.step (
  step_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dataset_code text NOT NULL,
  released_at  timestamptz,          -- NULL: a fetch that brought no release
  step         text NOT NULL CHECK (step IN ('fetch', 'stage', 'check', 'load')),
  started_at   timestamptz NOT NULL,
  seconds      double precision NOT NULL,
  outcome      text NOT NULL,        -- ok, or the name of the error
  error        text
);
CREATE INDEX step_dataset ON vintages.step (dataset_code, started_at DESC);
COMMENT ON TABLE vintages.step IS 'One row per time that a step of the line ended, well or not. A killed one has none.';

CREATE TABLE vintages.announced (
  dataset_code  text NOT NULL,
  released_at   timestamptz NOT NULL,
  observations  bigint,              -- as the catalogue counts them; NULL where it does not say
  first_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  last_seen_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (dataset_code, released_at)
);
COMMENT ON TABLE vintages.announced IS 'One row per release that the catalogue showed of a dataset that is followed.';
