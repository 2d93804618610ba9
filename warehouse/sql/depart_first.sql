-- The first cells that leave their strips: whatever a dataset's second release changed lies in one.
UPDATE vintages.strip
   SET departures = places || array_fill(vintages.moment(%(released_at)s), ARRAY[cardinality(places)])
  FROM (SELECT series_id, period_set_id, array_agg(place ORDER BY place) AS places
          FROM {changes} AS change
          JOIN (SELECT period_set_id, each.period_id, each.place::integer AS place
                  FROM vintages.period_set CROSS JOIN unnest(periods) WITH ORDINALITY AS each (period_id, place)
                 WHERE period_set_id IN (SELECT period_set_id FROM vintages.strip
                                          WHERE dataset_id = %(dataset_id)s AND period_set_id < 0)) AS held
            USING (period_id)
         WHERE leg = 1 AND change_kind <> 'first_published'
         GROUP BY series_id, period_set_id) AS changed
 WHERE strip.dataset_id = %(dataset_id)s AND strip.series_id = changed.series_id
   AND strip.period_set_id < 0 AND strip.period_set_id = changed.period_set_id
