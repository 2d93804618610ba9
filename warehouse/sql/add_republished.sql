-- Record a release with the figures of the release before it, unless another load came in between.
INSERT INTO vintages.release (dataset_id, released_at, recorded_at, outcome, release_key, content_hash, structure_id,
  dimension_set_id, layout, stamps, evidence, silent, observations, changes, accepted_by, accepted_because)
SELECT release.dataset_id, %(released_at)s, coalesce(%(recorded_at)s, clock_timestamp()), 'republished', %(release_key)s,
       content_hash, coalesce(%(structure_id)s, structure_id), dimension_set_id, layout, %(stamps)s, %(evidence)s,
       %(silent)s, observations, '{{}}', %(accepted_by)s, %(accepted_because)s
  FROM vintages.release
  JOIN vintages.dataset ON dataset.dataset_id = release.dataset_id AND dataset.loads = %(loads)s
 WHERE release.dataset_id = %(dataset_id)s AND released < vintages.moment(%(released_at)s)
 ORDER BY released DESC
 LIMIT 1
RETURNING release_id
