-- Cells that a release changed leave the strips that they came in: what becomes of them stands alone. A late
-- release is told before the one that a cell left with until now. Strips are found again by where they lie, and
-- places in order, so that Postgres holds the list of one strip at a time. Who changed is known before a strip is looked
-- into (OFFSET 0): of a strip of thousands of days each look unpacks all.
UPDATE vintages.strip
   SET departures = places || departures[:cardinality(departures) / 2]
                    || array_fill(vintages.moment(%(released_at)s), ARRAY[cardinality(places)])
                    || departures[cardinality(departures) / 2 + 1:]
  FROM (SELECT part_of, lies_at, array_agg(place ORDER BY place) AS places
          FROM (SELECT strip.tableoid AS part_of, strip.ctid AS lies_at, cells, departures, held.place
                  FROM {changes} AS change
                  JOIN vintages.strip USING (series_id)
                  JOIN (SELECT period_set_id, each.period_id, each.place::integer AS place
                          FROM vintages.period_set CROSS JOIN unnest(periods) WITH ORDINALITY AS each (period_id, place)) AS held
                    USING (period_set_id, period_id)
                 WHERE leg = 1 AND change_kind <> 'first_published'
                   AND strip.dataset_id = %(dataset_id)s AND strip.period_set_id < 0
                OFFSET 0) AS met
         WHERE split_part(cells, E'\t', place) <> ''
           AND coalesce(vintages.left_with(departures, place) > vintages.moment(%(released_at)s), true)
         GROUP BY part_of, lies_at) AS changed
 WHERE strip.dataset_id = %(dataset_id)s AND strip.period_set_id < 0
   AND strip.tableoid = changed.part_of AND strip.ctid = changed.lies_at
