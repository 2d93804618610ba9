-- Keep a statement as reviewed.
INSERT INTO documents.statement (document_id, statement_id, kind, unit, printed, printed_number, low, high, hedge, quantity,
  identity, inferred, derived_from, related_to, binding, datasets, unbound_because, note)
VALUES (%(document_id)s, %(statement_id)s, %(kind)s, %(unit)s, %(printed)s, %(printed_number)s, %(low)s, %(high)s, %(hedge)s,
  %(quantity)s, %(identity)s, %(inferred)s, %(derived_from)s, %(related_to)s, %(binding)s, %(datasets)s,
  %(unbound_because)s, %(note)s)
    ON CONFLICT (document_id, statement_id) DO UPDATE
   SET kind = excluded.kind, unit = excluded.unit, printed = excluded.printed, printed_number = excluded.printed_number,
       low = excluded.low, high = excluded.high, hedge = excluded.hedge, quantity = excluded.quantity,
       identity = excluded.identity, inferred = excluded.inferred, derived_from = excluded.derived_from,
       related_to = excluded.related_to, binding = excluded.binding, datasets = excluded.datasets,
       unbound_because = excluded.unbound_because, note = excluded.note, withdrawn = false
