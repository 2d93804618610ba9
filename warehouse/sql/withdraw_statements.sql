-- Statements that are no longer in the document's file; what was said of them stays in the history.
UPDATE documents.statement SET withdrawn = true
 WHERE document_id = %(document_id)s AND statement_id <> ALL (%(kept)s) AND NOT withdrawn
