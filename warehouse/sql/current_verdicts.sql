-- The verdicts that hold, those that say something against the data first.
SELECT document_id, statement_id, printed, unit, verdict, trim_scale(round(value, 3)) AS value,
       trim_scale(round(value_now, 3)) AS value_now, trim_scale(round(change_percent, 2)) AS change_percent,
       vintage_id, vintage_now, page, reason
  FROM figures.verdicts
 WHERE is_current
   AND (%(document_id)s::text IS NULL OR document_id = %(document_id)s)
   AND (%(dataset_code)s::text IS NULL OR %(dataset_code)s = ANY (datasets))
 ORDER BY array_position(ARRAY['revised_since', 'never_matched', 'reproduced', 'no_vintage', 'not_comparable'], verdict),
          document_id, statement_id
