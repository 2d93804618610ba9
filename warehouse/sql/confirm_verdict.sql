-- The same verdict against newer vintages.
UPDATE documents.verdict SET against = %(against)s WHERE verdict_id = %(verdict_id)s
