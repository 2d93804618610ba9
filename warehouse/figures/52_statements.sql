-- Statements as reviewed, where they stand, and what the data say for each.
CREATE OR REPLACE VIEW figures.statements AS
SELECT statement.document_id,
       statement.statement_id,
       statement.kind,
       statement.printed,
       statement.printed_number,
       statement.low,
       statement.high,
       statement.hedge,
       statement.unit,
       statement.quantity,
       statement.identity,
       statement_seen.printed_on,
       statement_seen.page,
       statement_seen.printed_page,
       statement_seen.quote,
       statement_seen.starts,
       statement_seen.ends,
       statement_seen.in_current_edition,
       orphan.said AS orphaned,
       statement_seen.first_edition,
       statement_seen.last_edition,
       verdict.verdict,
       verdict.reason,
       statement.inferred,
       statement.derived_from,
       statement.related_to,
       statement.binding,
       statement.datasets,
       statement.unbound_because,
       statement.note,
       statement_seen.edition_id,
       document.reporting_rounds
  FROM documents.statement
  JOIN documents.document USING (document_id)
  JOIN documents.statement_seen USING (document_id, statement_id)
  LEFT JOIN documents.edition_seen
    ON edition_seen.document_id = statement.document_id AND edition_seen.is_current
  LEFT JOIN documents.orphan
    ON orphan.edition_id = edition_seen.edition_id AND orphan.statement_id = statement.statement_id
  LEFT JOIN documents.verdict
    ON verdict.document_id = statement.document_id
   AND verdict.statement_id = statement.statement_id
   AND verdict.replaced_at IS NULL;

COMMENT ON VIEW figures.statements IS 'One row per figure that a person found printed in a document, with the verdict that holds.';
COMMENT ON COLUMN figures.statements.document_id IS 'The document.';
COMMENT ON COLUMN figures.statements.statement_id IS 'Its id in the document''s file.';
COMMENT ON COLUMN figures.statements.kind IS 'exact, change, bound, approx, rank, trend, vague or method.';
COMMENT ON COLUMN figures.statements.printed IS 'The number as printed; empty for a statement in words.';
COMMENT ON COLUMN figures.statements.printed_number IS 'The same as a number.';
COMMENT ON COLUMN figures.statements.low IS 'Least value that prints so; NULL: no bound below.';
COMMENT ON COLUMN figures.statements.high IS 'First value above that prints otherwise; NULL: no bound above.';
COMMENT ON COLUMN figures.statements.hedge IS 'Hedge around the number, such as almost one-fifth.';
COMMENT ON COLUMN figures.statements.unit IS 'What the number counts; pp are points, pct_change a percentage.';
COMMENT ON COLUMN figures.statements.quantity IS 'Identity of what is counted: measure, breakdown, denominator, years, base years, geography, coverage; ? where nobody knows.';
COMMENT ON COLUMN figures.statements.identity IS 'The same by its parts.';
COMMENT ON COLUMN figures.statements.printed_on IS 'Day on which it was printed: the document''s, or the first sight of the edition that brought it.';
COMMENT ON COLUMN figures.statements.page IS 'Page in the file; NULL for web pages.';
COMMENT ON COLUMN figures.statements.printed_page IS 'Number printed on that page.';
COMMENT ON COLUMN figures.statements.quote IS 'The sentence, from the newest edition that has it; NULL where no edition has it.';
COMMENT ON COLUMN figures.statements.starts IS 'First character of the figure in the text of that edition, from 0.';
COMMENT ON COLUMN figures.statements.ends IS 'The character after its last one.';
COMMENT ON COLUMN figures.statements.in_current_edition IS 'Whether the current edition has it.';
COMMENT ON COLUMN figures.statements.orphaned IS 'Which of its places the current edition lacks; NULL: none.';
COMMENT ON COLUMN figures.statements.first_edition IS 'First edition that has it, as in figures.editions.';
COMMENT ON COLUMN figures.statements.last_edition IS 'Last edition that has it.';
COMMENT ON COLUMN figures.statements.verdict IS 'The verdict that holds.';
COMMENT ON COLUMN figures.statements.reason IS 'The same in a sentence.';
COMMENT ON COLUMN figures.statements.inferred IS 'Reason by field that a person inferred and the document does not say.';
COMMENT ON COLUMN figures.statements.derived_from IS 'Document that it repeats: repetition is no confirmation.';
COMMENT ON COLUMN figures.statements.related_to IS 'Reason by statement that it must not be taken for.';
COMMENT ON COLUMN figures.statements.binding IS 'The cells that it is compared with: numerator, denominator or base, alternatives.';
COMMENT ON COLUMN figures.statements.datasets IS 'Datasets that the binding names.';
COMMENT ON COLUMN figures.statements.unbound_because IS 'Why there is no binding.';
COMMENT ON COLUMN figures.statements.note IS 'What a reader of the verdict should know.';
COMMENT ON COLUMN figures.statements.edition_id IS 'Number inside this warehouse; do not quote it.';
COMMENT ON COLUMN figures.statements.reporting_rounds IS 'Labels of the rounds whose figures its document prints, as in figures.reporting_rounds.';

CREATE OR REPLACE VIEW figures.statement_places AS
SELECT place.document_id,
       place.statement_id,
       edition_seen.edition,
       edition_seen.is_current,
       place.starts,
       place.ends,
       place.page,
       place.printed_page,
       place.quote
  FROM documents.place
  JOIN documents.edition_seen USING (document_id, edition_id)
  JOIN documents.statement USING (document_id, statement_id)
 WHERE NOT statement.withdrawn;

COMMENT ON VIEW figures.statement_places IS 'One row per place where a statement stands in an edition; some stand twice.';
COMMENT ON COLUMN figures.statement_places.document_id IS 'The document.';
COMMENT ON COLUMN figures.statement_places.statement_id IS 'The statement in it.';
COMMENT ON COLUMN figures.statement_places.edition IS 'The edition, as in figures.editions.';
COMMENT ON COLUMN figures.statement_places.is_current IS 'Whether that is the current edition.';
COMMENT ON COLUMN figures.statement_places.starts IS 'First character of the figure in the edition''s text, from 0.';
COMMENT ON COLUMN figures.statement_places.ends IS 'The character after its last one.';
COMMENT ON COLUMN figures.statement_places.page IS 'Page in the file; NULL for web pages.';
COMMENT ON COLUMN figures.statement_places.printed_page IS 'Number printed on that page.';
COMMENT ON COLUMN figures.statement_places.quote IS 'The sentence.';

CREATE OR REPLACE VIEW figures.bound_values AS
SELECT bound_value.document_id,
       bound_value.statement_id,
       nullif(bound_value.reading, '') AS reading,
       bound_value.vintage_id,
       bound_value.released_at,
       bound_value.value,
       (statement.low IS NULL OR bound_value.value >= statement.low)
         AND (statement.high IS NULL OR bound_value.value < statement.high) AS prints_so,
       statement.quantity
  FROM documents.bound_value
  JOIN documents.statement USING (document_id, statement_id)
 WHERE NOT statement.withdrawn;

COMMENT ON VIEW figures.bound_values IS 'What the data say for each bound statement, a row per vintage in which that changed.';
COMMENT ON COLUMN figures.bound_values.document_id IS 'The document.';
COMMENT ON COLUMN figures.bound_values.statement_id IS 'The statement in it.';
COMMENT ON COLUMN figures.bound_values.reading IS 'Alternative; NULL: as bound.';
COMMENT ON COLUMN figures.bound_values.vintage_id IS 'Vintage that brought this value.';
COMMENT ON COLUMN figures.bound_values.released_at IS 'Its publication time; the value holds until the next row.';
COMMENT ON COLUMN figures.bound_values.value IS 'The value, not rounded; NULL where a cell that it needs has no number.';
COMMENT ON COLUMN figures.bound_values.prints_so IS 'Whether this value rounds to the printed number.';
COMMENT ON COLUMN figures.bound_values.quantity IS 'Identity of what is counted.';
