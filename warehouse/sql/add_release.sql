-- Record a release.
INSERT INTO vintages.release (dataset_id, released_at, recorded_at, outcome, release_key, content_hash, structure_id,
  dimension_set_id, restructured, layout, stamps, evidence, silent, observations, changes, accepted_by, accepted_because)
VALUES (%(dataset_id)s, %(released_at)s, coalesce(%(recorded_at)s, clock_timestamp()), %(outcome)s, %(release_key)s,
  %(content_hash)s, %(structure_id)s, %(dimension_set_id)s, %(restructured)s, %(layout)s, %(stamps)s, %(evidence)s,
  %(silent)s, %(observations)s, %(changes)s, %(accepted_by)s, %(accepted_because)s)
RETURNING release_id
