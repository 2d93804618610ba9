-- Record a release with the figures of the release before it, written as in one that brought them too,
-- unless another load came in between.
INSERT INTO vintages.release (dataset_id, released_at, recorded_at, outcome, release_key, content_hash, structure_id,
  dimension_set_id, layout, stamps, evidence, silent, observations, changes, accepted_by, accepted_because)
SELECT dataset_id, %(released_at)s, coalesce(%(recorded_at)s, clock_timestamp()), 'republished', %(release_key)s,
       content_hash, coalesce(%(structure_id)s, before.structure_id), before.dimension_set_id, alike.layout, %(stamps)s,
       %(evidence)s, %(silent)s, before.observations, '{{}}', %(accepted_by)s, %(accepted_because)s
  FROM vintages.release AS before
  JOIN vintages.release AS alike USING (dataset_id, content_hash)
  JOIN vintages.dataset USING (dataset_id)
 WHERE dataset_id = %(dataset_id)s AND dataset.loads = %(loads)s
   AND before.released < vintages.moment(%(released_at)s)
   AND alike.release_key = %(alike)s
 ORDER BY before.released DESC
 LIMIT 1
RETURNING release_id
