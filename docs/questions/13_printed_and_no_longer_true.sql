-- 13. Which sentence in a document no longer matches?
-- One row per printed figure that does not hold today, with its sentence. revised_since: the data of
-- its time gave it, and were revised. never_matched: no vintage of its time gave it, and `value` came
-- nearest. What nothing can be compared with is left out: figures.verdicts has it, with the reason.
-- Runs on the example documents and EU_THB_PRINTED.
SELECT document_id, statement_id, verdict, printed, printed_on, value, value_now, change_percent, vintage_now, quote
  FROM figures.verdicts
 WHERE is_current AND verdict IN ('revised_since', 'never_matched')
 ORDER BY verdict DESC, document_id, statement_id
