-- Cells that a release changed leave the strips that they came in: what becomes of them stands alone. A late
-- release is told before the one that a cell left with until now. Strips are found again by where they lie, and
-- places in order, so that Postgres holds the list of one strip at a time.
UPDATE vintages.strip
   SET departures = places || departures[:cardinality(departures) / 2]
                    || array_fill(vintages.moment(%(released_at)s), ARRAY[cardinality(places)])
                    || departures[cardinality(departures) / 2 + 1:]
  FROM (SELECT strip.tableoid, strip.ctid AS lies_at, array_agg(held.place ORDER BY held.place) AS places
          FROM {changes} AS change
          JOIN vintages.strip USING (series_id)
          JOIN (SELECT period_set_id, each.period_id, each.place::integer AS place
                  FROM vintages.period_set CROSS JOIN unnest(periods) WITH ORDINALITY AS each (period_id, place)) AS held
            USING (period_set_id, period_id)
         WHERE leg = 1 AND change_kind <> 'first_published'
           AND strip.dataset_id = %(dataset_id)s AND strip.period_set_id < 0
           AND split_part(strip.cells, E'\t', held.place) <> ''
           AND coalesce(vintages.left_with(departures, held.place) > vintages.moment(%(released_at)s), true)
         GROUP BY strip.tableoid, strip.ctid) AS changed
 WHERE strip.dataset_id = %(dataset_id)s AND strip.period_set_id < 0
   AND strip.tableoid = changed.tableoid AND strip.ctid = changed.lies_at
