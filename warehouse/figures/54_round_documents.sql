-- The documents that print the figures of each reporting round.
CREATE OR REPLACE VIEW figures.round_documents AS
SELECT label.reporting_round, document.document_id, document.title, document.publisher, document.published_on,
       document.statements
  FROM figures.documents AS document
 CROSS JOIN LATERAL unnest(document.reporting_rounds) AS label (reporting_round);

COMMENT ON VIEW figures.round_documents IS 'One row per reporting round and document that prints its figures, from the document''s file. A document may print those of several rounds; figures.round_releases has the releases.';
COMMENT ON COLUMN figures.round_documents.reporting_round IS 'The label of the round, such as 2022 data: the same as in figures.reporting_rounds, where a dataset has that round.';
COMMENT ON COLUMN figures.round_documents.document_id IS 'The name of the document''s file.';
COMMENT ON COLUMN figures.round_documents.title IS 'Title as printed.';
COMMENT ON COLUMN figures.round_documents.publisher IS 'Who published it.';
COMMENT ON COLUMN figures.round_documents.published_on IS 'Day of publication; NULL: undated, edited in place.';
COMMENT ON COLUMN figures.round_documents.statements IS 'Reviewed statements in it.';
