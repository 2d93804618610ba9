-- Cells that a release changed leave the strips that they came in: what becomes of them stands alone. A late
-- release is told before the one that a cell left with until now.
UPDATE vintages.strip
   SET departures = places || departures[:cardinality(departures) / 2]
                    || array_fill(vintages.moment(%(released_at)s), ARRAY[cardinality(places)])
                    || departures[cardinality(departures) / 2 + 1:]
  FROM (SELECT strip.series_id, strip.period_set_id, strip.released, array_agg(held.place) AS places
          FROM {changes} AS change
          JOIN vintages.strip USING (series_id)
          JOIN (SELECT period_set_id, each.period_id, each.place::integer AS place
                  FROM vintages.period_set CROSS JOIN unnest(periods) WITH ORDINALITY AS each (period_id, place)) AS held
            USING (period_set_id, period_id)
         WHERE leg = 1 AND change_kind <> 'first_published'
           AND strip.dataset_id = %(dataset_id)s AND strip.period_set_id < 0
           AND split_part(strip.cells, E'\t', held.place) <> ''
           AND coalesce(vintages.left_with(departures, held.place) > vintages.moment(%(released_at)s), true)
         GROUP BY strip.series_id, strip.period_set_id, strip.released) AS changed
 WHERE strip.dataset_id = %(dataset_id)s AND strip.period_set_id < 0 AND strip.series_id = changed.series_id
   AND strip.period_set_id = changed.period_set_id AND strip.released = changed.released
