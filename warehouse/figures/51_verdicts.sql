-- Every verdict on every statement, those that a vintage turned, and figures that never matched.

-- Verdicts that a vintage turned and that still stand: they keep an alert open. One that turned to
-- the good is news until the next vintage only, and one on a figure that was corrected is over.
CREATE OR REPLACE VIEW documents.flip AS
SELECT verdict.caused_in AS dataset_code,
       verdict.caused_by AS vintage_id,
       verdict.document_id,
       verdict.statement_id,
       verdict.verdict,
       verdict.reason,
       verdict.value,
       verdict.value_now,
       verdict.change_percent
  FROM documents.verdict
  JOIN documents.statement USING (document_id, statement_id)
  LEFT JOIN documents.corrected USING (document_id, statement_id)
 WHERE verdict.replaced_at IS NULL
   AND verdict.caused_by IS NOT NULL
   AND NOT statement.withdrawn
   AND corrected.by IS NULL
   AND (verdict.verdict <> 'reproduced' OR verdict.caused_by = ANY (verdict.against));
COMMENT ON VIEW documents.flip IS 'Verdicts that a vintage turned and that still stand: they keep an alert open.';

-- Printed figures that no vintage of their time gives, while they are printed. Where a vintage turned
-- the verdict, documents.flip tells of it. The dataset is the one that the binding names first.
CREATE OR REPLACE VIEW documents.unmatched AS
SELECT statement.datasets[1] AS dataset_code,
       verdict.document_id,
       verdict.statement_id,
       verdict.verdict,
       verdict.reason
  FROM documents.verdict
  JOIN documents.statement USING (document_id, statement_id)
  JOIN documents.statement_seen USING (document_id, statement_id)
 WHERE verdict.replaced_at IS NULL
   AND verdict.verdict = 'never_matched'
   AND verdict.caused_by IS NULL
   AND statement_seen.in_current_edition;
COMMENT ON VIEW documents.unmatched IS 'Printed figures that no vintage of their time gives: they keep an alert open.';

CREATE OR REPLACE VIEW figures.verdicts AS
SELECT verdict.document_id,
       verdict.statement_id,
       statement.printed,
       statement.unit,
       statement_seen.printed_on,
       verdict.verdict,
       verdict.reason,
       verdict.vintage_id,
       verdict.value,
       verdict.reading,
       verdict.vintage_now,
       verdict.value_now,
       verdict.change_percent,
       CASE WHEN verdict.verdict = 'never_matched' THEN statement.printed_number - verdict.value END AS misses_by,
       verdict.against,
       verdict.judged_at,
       verdict.replaced_at,
       verdict.replaced_at IS NULL AS is_current,
       statement_seen.page,
       statement_seen.quote,
       statement.quantity,
       statement.datasets
  FROM documents.verdict
  JOIN documents.statement USING (document_id, statement_id)
  JOIN documents.statement_seen USING (document_id, statement_id);

COMMENT ON VIEW figures.verdicts IS 'Every verdict on every statement; is_current says which hold.';
COMMENT ON COLUMN figures.verdicts.document_id IS 'The document.';
COMMENT ON COLUMN figures.verdicts.statement_id IS 'The statement in it.';
COMMENT ON COLUMN figures.verdicts.printed IS 'The number as printed; empty for a statement in words.';
COMMENT ON COLUMN figures.verdicts.unit IS 'What the number counts.';
COMMENT ON COLUMN figures.verdicts.printed_on IS 'Day on which it was printed: the document''s, or the first sight of the edition that brought it.';
COMMENT ON COLUMN figures.verdicts.verdict IS 'reproduced, revised_since, never_matched, not_comparable or no_vintage: docs/reference/verdicts.md defines them.';
COMMENT ON COLUMN figures.verdicts.reason IS 'The verdict in a sentence.';
COMMENT ON COLUMN figures.verdicts.vintage_id IS 'Vintage of its time that reproduces it, or comes nearest.';
COMMENT ON COLUMN figures.verdicts.value IS 'What that vintage gives, not rounded.';
COMMENT ON COLUMN figures.verdicts.reading IS 'Alternative by which it was reached; NULL: as bound.';
COMMENT ON COLUMN figures.verdicts.vintage_now IS 'Vintage that brought what the data say now.';
COMMENT ON COLUMN figures.verdicts.value_now IS 'What the data say now, not rounded.';
COMMENT ON COLUMN figures.verdicts.change_percent IS 'From value to value_now, in percent of value.';
COMMENT ON COLUMN figures.verdicts.misses_by IS 'Where it never matched: the printed number less the nearest value.';
COMMENT ON COLUMN figures.verdicts.against IS 'Newest vintage of each dataset that was looked at.';
COMMENT ON COLUMN figures.verdicts.judged_at IS 'When this verdict was first given.';
COMMENT ON COLUMN figures.verdicts.replaced_at IS 'When another took its place; NULL while it holds.';
COMMENT ON COLUMN figures.verdicts.is_current IS 'Whether it holds.';
COMMENT ON COLUMN figures.verdicts.page IS 'Page in the file; NULL for web pages.';
COMMENT ON COLUMN figures.verdicts.quote IS 'The sentence, from the newest edition that has it; NULL where no edition has it.';
COMMENT ON COLUMN figures.verdicts.quantity IS 'Identity of what is counted.';
COMMENT ON COLUMN figures.verdicts.datasets IS 'Datasets that the statement is bound to.';

-- Statements over datasets that were released at one moment, of which not all are loaded: with one new and one old
-- they would be judged by a figure that was never out. After six hours the other one is not waited for.
CREATE OR REPLACE VIEW documents.half_released AS
SELECT statement.document_id, statement.statement_id, statement.datasets
  FROM documents.statement
 WHERE cardinality(statement.datasets) > 1
   AND NOT statement.withdrawn
   AND EXISTS (
       SELECT FROM figures.missing_releases AS missing
         JOIN figures.releases AS loaded USING (released_at)
        WHERE missing.dataset_code = ANY (statement.datasets) AND loaded.dataset_code = ANY (statement.datasets)
          AND missing.state IN ('not_fetched', 'under_way') AND missing.announced_at > now() - interval '6 hours');
COMMENT ON VIEW documents.half_released IS 'Statements over several datasets that were released at one moment, while one of them is still on its way: they are judged when it is loaded.';
