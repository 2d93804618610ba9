-- Register a document, or bring what is known of it up to date.
INSERT INTO documents.document (document_id, title, publisher, kind, published_on, language, celex, council, url, derived_from,
  reporting_rounds)
VALUES (%(document_id)s, %(title)s, %(publisher)s, %(kind)s, %(published_on)s, %(language)s, %(celex)s, %(council)s,
  %(url)s, %(derived_from)s, %(reporting_rounds)s)
    ON CONFLICT (document_id) DO UPDATE
   SET title = excluded.title, publisher = excluded.publisher, kind = excluded.kind,
       published_on = excluded.published_on, language = excluded.language, celex = excluded.celex,
       council = excluded.council, url = excluded.url, derived_from = excluded.derived_from,
       reporting_rounds = excluded.reporting_rounds
