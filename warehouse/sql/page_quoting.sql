-- The documents that quote a dataset, with the verdicts on what they print of it.
SELECT document_id, document.title, document.publisher, document.published_on, count(*) AS statements,
       count(*) FILTER (WHERE verdict = 'revised_since') AS revised_since,
       count(*) FILTER (WHERE verdict = 'never_matched') AS never_matched,
       count(*) FILTER (WHERE verdict = 'reproduced') AS reproduced,
       count(*) FILTER (WHERE coalesce(verdict, '') NOT IN ('revised_since', 'never_matched', 'reproduced')) AS other
  FROM figures.statements AS statement
  JOIN figures.documents AS document USING (document_id)
 WHERE %(dataset_code)s::text IS NULL OR %(dataset_code)s = ANY (statement.datasets)
 GROUP BY document_id, document.title, document.publisher, document.published_on
 ORDER BY document.published_on DESC NULLS LAST, document_id
