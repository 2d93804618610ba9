-- The versions that the newest release replaced end with it.
INSERT INTO vintages.replacement (series_id, period_id, released, replaced, dataset_id)
SELECT change.series_id, change.period_id, previous.released, vintages.moment(%(released_at)s), %(dataset_id)s
  FROM {changes} AS change
  CROSS JOIN LATERAL (
       SELECT observation.released
         FROM vintages.observation
        WHERE observation.dataset_id = %(dataset_id)s
          AND observation.series_id = change.series_id
          AND observation.period_id = change.period_id
          AND observation.released < vintages.moment(%(released_at)s)
        ORDER BY observation.released DESC
        LIMIT 1) AS previous
 WHERE change.change_kind <> 'first_published'
