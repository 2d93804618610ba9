-- The verdict on a statement that has another number or other cells now was given against no vintage.
UPDATE documents.verdict SET against = ARRAY[]::text[]
  FROM documents.statement
 WHERE verdict.document_id = %(document_id)s AND verdict.statement_id = %(statement_id)s AND verdict.replaced_at IS NULL
   AND statement.document_id = verdict.document_id AND statement.statement_id = verdict.statement_id
   AND (statement.low IS DISTINCT FROM %(low)s OR statement.high IS DISTINCT FROM %(high)s
        OR statement.binding IS DISTINCT FROM %(binding)s)
