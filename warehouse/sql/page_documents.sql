-- The documents that are followed, the newest first, with the verdicts on what they print.
SELECT document.document_id, document.title, document.publisher, document.published_on, document.editions,
       count(statement.statement_id) AS statements,
       count(*) FILTER (WHERE verdict = 'revised_since') AS revised_since,
       count(*) FILTER (WHERE verdict = 'never_matched') AS never_matched,
       count(*) FILTER (WHERE verdict = 'reproduced') AS reproduced,
       count(statement.statement_id) FILTER (WHERE coalesce(verdict, '') NOT IN ('revised_since', 'never_matched', 'reproduced')) AS other
  FROM figures.documents AS document
  LEFT JOIN figures.statements AS statement USING (document_id)
 GROUP BY document.document_id, document.title, document.publisher, document.published_on, document.editions
 ORDER BY document.published_on DESC NULLS LAST, document.document_id
