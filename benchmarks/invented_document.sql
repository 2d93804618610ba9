-- A report of 300 000 characters that prints one figure of a dataset 300 times, each with a verdict.
INSERT INTO documents.document VALUES ('invented', 'An invented report', 'Nobody', 'report', '2024-01-01', 'en', NULL,
  NULL, 'https://example.org/', '{}');
INSERT INTO documents.edition (document_id, text_hash, text, pages, extractor)
SELECT 'invented', 'hash', repeat(rpad('There were 12345 of them. ', 1000, 'More words. '), 300), '[]', 'none';
INSERT INTO documents.capture SELECT 'key', 'invented', edition_id, now(), '{}', '{}', now() FROM documents.edition;
INSERT INTO documents.statement (document_id, statement_id, kind, unit, printed, quantity, identity, inferred,
                                 related_to, datasets)
SELECT 'invented', 's-' || n, 'exact', 'persons', '12345', 'q' || n, '{}', '{}', '{}', ARRAY[%(code)s]
  FROM generate_series(1, 300) AS n;
INSERT INTO documents.place (edition_id, document_id, statement_id, starts, ends, quote)
SELECT edition_id, 'invented', 's-' || n, 1000 * (n - 1) + 11, 1000 * (n - 1) + 16, 'There were 12345 of them.'
  FROM documents.edition, generate_series(1, 300) AS n;
INSERT INTO documents.verdict (document_id, statement_id, verdict, reason, value, value_now, change_percent, against)
SELECT 'invented', 's-' || n, 'revised_since', 'invented', 12345, 12346, 0.01, '{}' FROM generate_series(1, 300) AS n;
ANALYZE;
