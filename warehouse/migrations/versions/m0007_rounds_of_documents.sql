-- The rounds whose figures a document prints, by the labels of vintages.reporting_round. Labels are not
-- bound to one dataset, and those of a round before any dataset that is held are there as well.
ALTER TABLE documents.document ADD COLUMN reporting_rounds text[] NOT NULL DEFAULT '{}';
