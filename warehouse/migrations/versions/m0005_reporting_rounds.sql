-- Labels over the releases of some days: which round of reporting a release belongs to. Rounds may
-- overlap, and several may be about the same reference periods.
CREATE TABLE vintages.reporting_round (
  dataset_id        smallint NOT NULL REFERENCES vintages.dataset,
  reporting_round   text NOT NULL,
  released_from     date NOT NULL,   -- Brussels time, included
  released_to       date CHECK (released_to > released_from), -- not included; NULL while the round is open
  reference_periods text[] NOT NULL,
  PRIMARY KEY (dataset_id, reporting_round)
);

-- Questions name series by some of their codes.
CREATE INDEX series_dimensions ON vintages.series USING gin (dimensions jsonb_path_ops);
