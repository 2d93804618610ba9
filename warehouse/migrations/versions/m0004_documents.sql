-- Documents that quote figures. What can be derived is a view (figures/50_documents.sql and those after it), so that the
-- order in which editions and vintages came shows nowhere but in the history of the verdicts.
CREATE SCHEMA documents;
COMMENT ON SCHEMA documents IS 'Documents we follow: editions, statements, verdicts. Analysts read the views of the schema figures.';

CREATE TABLE documents.document (
  document_id  text PRIMARY KEY,
  title        text NOT NULL,
  publisher    text NOT NULL,
  kind         text NOT NULL,
  published_on date,                 -- NULL: undated, edited in place
  language     text NOT NULL,
  celex        text,
  council      text,
  url          text,
  derived_from text[] NOT NULL
);
COMMENT ON TABLE documents.document IS 'One row per document that we follow, as its file says.';

-- One content of a document. It is written when the text was read, and seen by nobody before it is
-- loaded: a text that fails its checks changes nothing.
CREATE TABLE documents.edition (
  edition_id  integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  document_id text NOT NULL REFERENCES documents.document,
  text_hash   text NOT NULL,
  text        text NOT NULL,
  pages       jsonb NOT NULL,        -- [{number, printed, start, end}], empty where the source has no pages
  extractor   text NOT NULL,
  previous_id integer REFERENCES documents.edition,
  difference  text,                  -- against the previous edition; NULL for the first
  UNIQUE (document_id, text_hash)
);
COMMENT ON TABLE documents.edition IS 'One row per content of a document: its text as it was read from the archived bytes.';

-- One fetch of a document, as archived; several of them may bring the same edition.
CREATE TABLE documents.capture (
  release_key  text NOT NULL,
  document_id  text NOT NULL REFERENCES documents.document,
  edition_id   integer NOT NULL REFERENCES documents.edition,
  fetched_at   timestamptz NOT NULL,
  archive_keys text[] NOT NULL,      -- the bytes, several where the document has parts
  urls         text[] NOT NULL,
  loaded_at    timestamptz,          -- NULL: read, and not let in yet
  PRIMARY KEY (release_key, edition_id)  -- read again by a better reader, the same bytes are another edition
);
CREATE INDEX capture_edition ON documents.capture (edition_id);
CREATE INDEX capture_document ON documents.capture (document_id);
COMMENT ON TABLE documents.capture IS 'One row per fetch of a document that brought bytes, with the keys of the bytes in the archive.';

CREATE TABLE documents.statement (
  document_id     text NOT NULL REFERENCES documents.document,
  statement_id    text NOT NULL,
  kind            text NOT NULL,
  unit            text NOT NULL,
  printed         text NOT NULL,     -- the number as printed, '' for a statement in words
  printed_number  numeric,
  low             numeric,           -- the values that print so: low <= value < high
  high            numeric,
  hedge           text,
  quantity        text NOT NULL,     -- identity of what is counted
  identity        jsonb NOT NULL,    -- the same by its parts
  inferred        jsonb NOT NULL,    -- reason by field that the document does not say
  derived_from    text,
  related_to      jsonb NOT NULL,    -- reason by statement that this one must not be taken for
  binding         jsonb,
  datasets        text[] NOT NULL,   -- those that the binding names
  unbound_because text,
  note            text,
  withdrawn       boolean NOT NULL DEFAULT false, -- no longer in the document's file
  PRIMARY KEY (document_id, statement_id),
  CHECK (unbound_because IS NULL OR binding IS NULL)
);
CREATE INDEX statement_quantity ON documents.statement (quantity);
COMMENT ON TABLE documents.statement IS 'One row per figure that a person found printed in a document, as reviewed.';

-- Where a statement stands in an edition.
CREATE TABLE documents.place (
  edition_id   integer NOT NULL REFERENCES documents.edition,
  document_id  text NOT NULL,
  statement_id text NOT NULL,
  starts       integer NOT NULL,     -- characters of the edition's text, the last one not included
  ends         integer NOT NULL,
  page         integer,              -- place in the file, NULL for HTML
  printed_page text,
  quote        text NOT NULL,        -- the sentence, read from the edition
  PRIMARY KEY (edition_id, statement_id, starts),
  FOREIGN KEY (document_id, statement_id) REFERENCES documents.statement
);
CREATE INDEX place_statement ON documents.place (document_id, statement_id);
COMMENT ON TABLE documents.place IS 'One row per place where a statement stands in an edition, with the sentence around it.';

-- A statement one of whose anchors does not fit an edition.
CREATE TABLE documents.orphan (
  edition_id   integer NOT NULL REFERENCES documents.edition,
  document_id  text NOT NULL,
  statement_id text NOT NULL,
  said         text NOT NULL,
  PRIMARY KEY (edition_id, statement_id),
  FOREIGN KEY (document_id, statement_id) REFERENCES documents.statement
);
COMMENT ON TABLE documents.orphan IS 'One row per statement that is not where its anchors say in an edition.';

-- What the statements of one edition say against each other.
CREATE TABLE documents.finding (
  edition_id    integer NOT NULL REFERENCES documents.edition,
  check_id      text NOT NULL,
  statement_ids text[] NOT NULL,
  said          text NOT NULL,
  PRIMARY KEY (edition_id, check_id, statement_ids)
);
COMMENT ON TABLE documents.finding IS 'One row per contradiction among the statements of one edition.';

-- What a binding gives, from one vintage until another changes it.
CREATE TABLE documents.bound_value (
  document_id  text NOT NULL,
  statement_id text NOT NULL,
  reading      text NOT NULL,        -- '' as bound, else the name of the alternative
  vintage_id   text NOT NULL,
  released_at  timestamptz NOT NULL,
  value        numeric,              -- NULL: a cell that it needs has no number
  PRIMARY KEY (document_id, statement_id, reading, released_at),
  FOREIGN KEY (document_id, statement_id) REFERENCES documents.statement
);
COMMENT ON TABLE documents.bound_value IS 'What the data say for a statement, a row per vintage in which that changed.';

CREATE TABLE documents.verdict (
  verdict_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  document_id    text NOT NULL,
  statement_id   text NOT NULL,
  verdict        text NOT NULL CHECK (verdict IN ('reproduced', 'revised_since', 'never_matched', 'not_comparable', 'no_vintage')),
  reason         text NOT NULL,
  reading        text,               -- the alternative by which it was reproduced or came nearest
  vintage_id     text,               -- that reproduces it, or comes nearest
  value          numeric,
  vintage_now    text,               -- that brought what the data say now
  value_now      numeric,
  change_percent numeric,
  against        text[] NOT NULL,    -- the newest vintage of each dataset that was looked at
  caused_by      text,               -- the vintage that turned the verdict before into this one
  caused_in      text,               -- its dataset
  judged_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  replaced_at    timestamptz,
  FOREIGN KEY (document_id, statement_id) REFERENCES documents.statement
);
CREATE UNIQUE INDEX verdict_current ON documents.verdict (document_id, statement_id) WHERE replaced_at IS NULL;
CREATE INDEX verdict_caused ON documents.verdict (caused_in, caused_by) WHERE replaced_at IS NULL AND caused_by IS NOT NULL;
COMMENT ON TABLE documents.verdict IS 'Every verdict on every statement; the one that was not replaced holds.';

-- How much of a dataset the verdicts have seen: `loads` of vintages.dataset when they were last made.
CREATE TABLE documents.judged (
  dataset_code text PRIMARY KEY,
  loads        integer NOT NULL
);
COMMENT ON TABLE documents.judged IS 'Up to which load of a dataset the statements bound to it were judged.';
