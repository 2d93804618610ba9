-- The statements of a document with their verdicts, in the order in which they stand.
SELECT statement.statement_id, statement.printed, statement.unit, statement.page, statement.quote, statement.printed_on,
       statement.orphaned, statement.datasets, coalesce(statement.verdict, 'not_judged') AS verdict, statement.reason,
       trim_scale(round(verdict.value, 3)) AS value, trim_scale(round(verdict.value_now, 3)) AS value_now,
       CASE WHEN verdict.value = verdict.value_now THEN NULL
            WHEN statement.unit IN ('percent', 'pct_change', 'pp') THEN to_char(verdict.value_now - verdict.value, 'FMSG999990.0') || ' points'
            ELSE to_char(verdict.change_percent, 'FMSG999990.0') || ' %%' END AS moved, verdict.vintage_id, verdict.vintage_now
  FROM figures.statements AS statement
  LEFT JOIN figures.verdicts AS verdict
    ON verdict.document_id = statement.document_id AND verdict.statement_id = statement.statement_id AND verdict.is_current
 WHERE statement.document_id = %(document_id)s
 ORDER BY statement.starts NULLS LAST, statement.statement_id
