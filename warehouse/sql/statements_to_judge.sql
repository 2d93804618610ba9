-- The statements of a document, or those bound to a dataset but for those that are put off, with the verdict that holds.
SELECT document.document_id, statement.statement_id, statement.kind, statement.unit, statement.low, statement.high,
       statement.binding, statement.datasets, statement.unbound_because, statement_seen.printed_on,
       held.verdict_id, held.verdict, held.reason, held.reading, held.vintage_id, held.value, held.vintage_now,
       held.value_now, held.change_percent, held.against, held.caused_by
  FROM documents.statement
  JOIN documents.document USING (document_id)
  JOIN documents.statement_seen USING (document_id, statement_id)
  LEFT JOIN documents.verdict AS held
    ON held.document_id = statement.document_id AND held.statement_id = statement.statement_id AND held.replaced_at IS NULL
 WHERE NOT statement.withdrawn
   AND (%(document_id)s::text IS NULL OR statement.document_id = %(document_id)s)
   AND (%(dataset_code)s::text IS NULL
        OR %(dataset_code)s = ANY (statement.datasets)
           AND (statement.document_id, statement.statement_id) NOT IN (SELECT document_id, statement_id FROM documents.half_released))
   AND statement_seen.printed_on IS NOT NULL
 ORDER BY statement.document_id, statement.statement_id
