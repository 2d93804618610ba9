-- Documents that quote figures: their editions, and the arithmetic inside them.

-- Editions that were let in, by the moment when each was first and last seen.
CREATE OR REPLACE VIEW documents.edition_seen AS
SELECT document_id,
       edition_id,
       min(fetched_at) AS first_seen_at,
       max(fetched_at) AS last_seen_at,
       count(*) AS captures,
       row_number() OVER (PARTITION BY document_id ORDER BY min(fetched_at), min(release_key)) AS edition,
       row_number() OVER (PARTITION BY document_id ORDER BY max(fetched_at) DESC, max(release_key) DESC) = 1 AS is_current
  FROM documents.capture
 WHERE loaded_at IS NOT NULL
 GROUP BY document_id, edition_id;
COMMENT ON VIEW documents.edition_seen IS 'Editions that were let in, in the order in which they were first seen; the current one was seen last.';

-- When each statement was printed, and the place where it is read: in the newest edition that has it.
CREATE OR REPLACE VIEW documents.statement_seen AS
SELECT document_id,
       statement_id,
       CASE WHEN document.published_on IS NOT NULL AND coalesce(found.first_edition, 1) = 1 THEN document.published_on
            ELSE (coalesce(found.first_seen_at, seen.first_seen_at) AT TIME ZONE 'Europe/Brussels')::date
       END AS printed_on,
       coalesce(found.in_current, false) AS in_current_edition,
       found.first_edition,
       found.last_edition,
       newest.edition_id,
       newest.page,
       newest.printed_page,
       newest.starts,
       newest.ends,
       newest.quote
  FROM documents.statement
  JOIN documents.document USING (document_id)
  LEFT JOIN (
       SELECT document_id, min(first_seen_at) AS first_seen_at FROM documents.edition_seen
        GROUP BY document_id) AS seen USING (document_id)
  LEFT JOIN (
       SELECT document_id, statement_id, min(edition_seen.edition) AS first_edition, max(edition_seen.edition) AS last_edition,
              min(edition_seen.first_seen_at) AS first_seen_at, bool_or(edition_seen.is_current) AS in_current
         FROM documents.place JOIN documents.edition_seen USING (document_id, edition_id)
        GROUP BY document_id, statement_id) AS found USING (document_id, statement_id)
  LEFT JOIN (
       SELECT DISTINCT ON (document_id, statement_id) document_id, statement_id, edition_id, place.page, place.printed_page,
              place.starts, place.ends, place.quote
         FROM documents.place JOIN documents.edition_seen USING (document_id, edition_id)
        ORDER BY document_id, statement_id, edition_seen.is_current DESC, edition_seen.edition DESC, place.starts
       ) AS newest USING (document_id, statement_id)
 WHERE NOT statement.withdrawn;
COMMENT ON VIEW documents.statement_seen IS 'When each statement was printed, and the place where it is read: in the newest edition that has it.';

-- A later edition prints the same quantity with another number, which is a statement of its own.
CREATE OR REPLACE VIEW documents.corrected AS
SELECT earlier.document_id, earlier.statement_id, min(later.statement_id) AS by
  FROM documents.statement AS earlier
  JOIN documents.statement_seen AS earlier_seen USING (document_id, statement_id)
  JOIN documents.statement AS later USING (document_id, quantity, unit)
  JOIN documents.statement_seen AS later_seen
    ON later_seen.document_id = later.document_id AND later_seen.statement_id = later.statement_id
 WHERE strpos(earlier.quantity, '?') = 0
   AND NOT earlier_seen.in_current_edition AND later_seen.in_current_edition
   AND later_seen.first_edition > earlier_seen.last_edition
 GROUP BY earlier.document_id, earlier.statement_id;
COMMENT ON VIEW documents.corrected IS 'Statements that the current edition lacks, and the one with the number that it has for their quantity.';

CREATE OR REPLACE VIEW figures.documents AS
SELECT document.document_id,
       document.title,
       document.publisher,
       document.kind,
       document.published_on,
       document.language,
       document.celex,
       document.council,
       document.url,
       document.derived_from,
       count(edition_seen.edition_id) AS editions,
       min(edition_seen.first_seen_at) AS first_seen_at,
       max(edition_seen.last_seen_at) AS last_seen_at,
       (SELECT count(*) FROM documents.statement
         WHERE statement.document_id = document.document_id AND NOT statement.withdrawn) AS statements,
       document.reporting_rounds
  FROM documents.document
  LEFT JOIN documents.edition_seen USING (document_id)
 GROUP BY document.document_id;

COMMENT ON VIEW figures.documents IS 'One row per document that is followed.';
COMMENT ON COLUMN figures.documents.document_id IS 'The name of the document''s file.';
COMMENT ON COLUMN figures.documents.title IS 'Title as printed.';
COMMENT ON COLUMN figures.documents.publisher IS 'Who published it.';
COMMENT ON COLUMN figures.documents.kind IS 'report, staff_working_document, council_paper, article, news, web_page or inform.';
COMMENT ON COLUMN figures.documents.published_on IS 'Day of publication; NULL: undated, edited in place.';
COMMENT ON COLUMN figures.documents.language IS 'Language that is followed, two letters.';
COMMENT ON COLUMN figures.documents.celex IS 'CELEX number, where it is fetched by that.';
COMMENT ON COLUMN figures.documents.council IS 'Number in the Council''s register, where it is fetched by that.';
COMMENT ON COLUMN figures.documents.url IS 'Address, where it is fetched by that.';
COMMENT ON COLUMN figures.documents.derived_from IS 'Documents whose figures it repeats: repetition is no confirmation.';
COMMENT ON COLUMN figures.documents.editions IS 'How many contents of it are held.';
COMMENT ON COLUMN figures.documents.first_seen_at IS 'When it was first fetched.';
COMMENT ON COLUMN figures.documents.last_seen_at IS 'When it was last fetched with new bytes.';
COMMENT ON COLUMN figures.documents.statements IS 'Reviewed statements in it.';
COMMENT ON COLUMN figures.documents.reporting_rounds IS 'Labels of the rounds whose figures it prints, as in figures.reporting_rounds.';

CREATE OR REPLACE VIEW figures.editions AS
SELECT edition_seen.document_id,
       edition_seen.edition,
       edition_seen.is_current,
       edition_seen.first_seen_at,
       edition_seen.last_seen_at,
       edition.difference,
       length(edition.text) AS characters,
       jsonb_array_length(edition.pages) AS pages,
       edition.text_hash,
       edition.extractor,
       brought.release_key,
       brought.archive_keys,
       brought.urls,
       edition.text,
       edition.edition_id
  FROM documents.edition_seen
  JOIN documents.edition USING (edition_id)
 CROSS JOIN LATERAL (
       SELECT release_key, archive_keys, urls FROM documents.capture
        WHERE capture.edition_id = edition.edition_id AND capture.loaded_at IS NOT NULL
        ORDER BY fetched_at, release_key LIMIT 1) AS brought;

COMMENT ON VIEW figures.editions IS 'One row per content of a document, in the order in which they were first seen.';
COMMENT ON COLUMN figures.editions.document_id IS 'The document.';
COMMENT ON COLUMN figures.editions.edition IS 'Counted from 1 by first sight; an edition seen late moves the later ones up.';
COMMENT ON COLUMN figures.editions.is_current IS 'Whether it is what the document said when it was last fetched.';
COMMENT ON COLUMN figures.editions.first_seen_at IS 'When this content was first fetched.';
COMMENT ON COLUMN figures.editions.last_seen_at IS 'When this content was last fetched with new bytes.';
COMMENT ON COLUMN figures.editions.difference IS 'What changed against the edition before, - for what went and + for what came; NULL for the first.';
COMMENT ON COLUMN figures.editions.characters IS 'Length of its text.';
COMMENT ON COLUMN figures.editions.pages IS 'Number of pages; 0 where the source has none.';
COMMENT ON COLUMN figures.editions.text_hash IS 'sha256 of its text.';
COMMENT ON COLUMN figures.editions.extractor IS 'What read the text from the bytes, with its version.';
COMMENT ON COLUMN figures.editions.release_key IS 'Key in the archive of the first fetch that brought it.';
COMMENT ON COLUMN figures.editions.archive_keys IS 'Keys in the archive of the bytes of that fetch.';
COMMENT ON COLUMN figures.editions.urls IS 'Addresses that they came from.';
COMMENT ON COLUMN figures.editions.text IS 'Its text; footnote calls stand as [^n].';
COMMENT ON COLUMN figures.editions.edition_id IS 'Number inside this warehouse; do not quote it.';

CREATE OR REPLACE VIEW figures.document_checks AS
SELECT finding.check_id,
       edition_seen.document_id,
       edition_seen.edition,
       edition_seen.is_current,
       finding.statement_ids,
       finding.said
  FROM documents.finding
  JOIN documents.edition_seen USING (edition_id);

COMMENT ON VIEW figures.document_checks IS 'One row per contradiction that arithmetic finds among the statements of one edition: shares that do not sum, parts over wholes, counts that do not fit their shares. No row: all checks pass.';
COMMENT ON COLUMN figures.document_checks.check_id IS 'Name of the check.';
COMMENT ON COLUMN figures.document_checks.document_id IS 'The document.';
COMMENT ON COLUMN figures.document_checks.edition IS 'The edition, as in figures.editions.';
COMMENT ON COLUMN figures.document_checks.is_current IS 'Whether that is the current edition.';
COMMENT ON COLUMN figures.document_checks.statement_ids IS 'The statements that contradict each other.';
COMMENT ON COLUMN figures.document_checks.said IS 'What a reader of the document should know.';
