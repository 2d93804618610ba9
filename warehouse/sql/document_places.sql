-- Where the statements of a document stand in its current edition, with the verdicts that hold.
SELECT place.statement_id, place.starts, place.ends, place.page, statement.printed, statement.verdict, statement.reason
  FROM figures.statement_places AS place
  JOIN figures.statements AS statement USING (document_id, statement_id)
 WHERE document_id = %(document_id)s AND place.is_current
 ORDER BY place.starts, place.statement_id
