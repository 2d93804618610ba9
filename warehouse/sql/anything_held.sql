-- What a warehouse holds that nobody gets back from its sources, in words; NULL: nothing.
SELECT nullif(concat_ws(', ',
         CASE WHEN EXISTS (SELECT FROM vintages.release) THEN 'releases' END,
         CASE WHEN EXISTS (SELECT FROM stage.stage WHERE status <> 'loaded') THEN 'stages' END,
         CASE WHEN EXISTS (SELECT FROM documents.document) THEN 'documents' END,
         CASE WHEN EXISTS (SELECT FROM alerts.alert) THEN 'alerts' END), '') AS what
