-- What documents and data say of one quantity over time.

-- Neighbours in time among the statements on one quantity. Two roundings of one value agree, and what
-- was printed on one day is not compared: a document's own contradictions are in document_checks.
CREATE OR REPLACE VIEW figures.restatements AS
WITH printed AS MATERIALIZED (
  SELECT statement.*, statement_seen.printed_on, statement_seen.quote,
         min(statement_seen.printed_on) OVER day_before AS printed_on_before,
         min(ARRAY[statement.document_id, statement.statement_id, statement_seen.quote]) OVER day_before AS before
    FROM documents.statement
    JOIN documents.statement_seen USING (document_id, statement_id)
   WHERE statement.printed_number IS NOT NULL
  WINDOW day_before AS (PARTITION BY statement.quantity, statement.unit ORDER BY statement_seen.printed_on
                        GROUPS BETWEEN 1 PRECEDING AND 1 PRECEDING)
)
SELECT later.quantity,
       later.unit,
       earlier.document_id AS document_before,
       earlier.statement_id AS statement_before,
       later.printed_on_before,
       earlier.printed AS before,
       later.document_id,
       later.statement_id,
       later.printed_on,
       later.printed AS after,
       later.printed_number - earlier.printed_number AS absolute,
       (later.printed_number - earlier.printed_number) / nullif(abs(earlier.printed_number), 0) AS relative,
       coalesce(earlier.document_id = later.derived_from, false)
         OR earlier.document_id = ANY (document.derived_from) AS is_misquotation,
       later.before[3] AS quote_before,
       later.quote
  FROM printed AS later
  JOIN documents.document USING (document_id)
  JOIN documents.statement AS earlier
    ON earlier.document_id = later.before[1] AND earlier.statement_id = later.before[2]
 WHERE strpos(later.quantity, '?') = 0  -- here, since the planner takes it for a rare thing
   AND (later.low >= earlier.high OR later.high <= earlier.low);

COMMENT ON VIEW figures.restatements IS 'One row per quantity that a later document, or a later edition, prints with another number than the one before it. A change of denominator, years or geography is another quantity and no restatement; neither is one of which something is unknown.';
COMMENT ON COLUMN figures.restatements.quantity IS 'Identity of what is counted.';
COMMENT ON COLUMN figures.restatements.unit IS 'What the numbers count.';
COMMENT ON COLUMN figures.restatements.document_before IS 'The document that printed it before.';
COMMENT ON COLUMN figures.restatements.statement_before IS 'The statement there.';
COMMENT ON COLUMN figures.restatements.printed_on_before IS 'When that was printed.';
COMMENT ON COLUMN figures.restatements.before IS 'The number printed there.';
COMMENT ON COLUMN figures.restatements.document_id IS 'The later document.';
COMMENT ON COLUMN figures.restatements.statement_id IS 'The statement there.';
COMMENT ON COLUMN figures.restatements.printed_on IS 'When that was printed.';
COMMENT ON COLUMN figures.restatements.after IS 'The number printed there.';
COMMENT ON COLUMN figures.restatements.absolute IS 'after minus before.';
COMMENT ON COLUMN figures.restatements.relative IS 'absolute over the size of before (0.1 = 10 percent).';
COMMENT ON COLUMN figures.restatements.is_misquotation IS 'The later document says that it repeats the one before.';
COMMENT ON COLUMN figures.restatements.quote_before IS 'The sentence before.';
COMMENT ON COLUMN figures.restatements.quote IS 'The later sentence.';

CREATE OR REPLACE FUNCTION figures.figure_history(quantity text)
RETURNS TABLE (said_on date, said_by text, value numeric, printed text, vintage_id text, document_id text,
               statement_id text, page integer, quote text, verdict text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT (b.released_at AT TIME ZONE 'Europe/Brussels')::date, 'data', b.value, NULL::text, b.vintage_id, NULL::text,
         NULL::text, NULL::integer, NULL::text, NULL::text
    FROM figures.bound_values AS b
   WHERE b.quantity = $1 AND b.reading IS NULL
   UNION  -- two statements on one quantity bring each vintage once
  SELECT s.printed_on, 'document', s.printed_number, s.printed, NULL, s.document_id, s.statement_id, s.page, s.quote,
         s.verdict
    FROM figures.statements AS s
   WHERE s.quantity = $1
   ORDER BY 1, 2, 5, 6, 7
$$;

COMMENT ON FUNCTION figures.figure_history(text) IS
  'figure_history(quantity): what vintages said and what documents printed of one quantity (figures.statements.quantity), on one time line. Vintages stand where their value changed.';
