-- The changes that a release made against its old neighbour go; those against the new one follow.
DELETE FROM vintages.observation
 WHERE dataset_id = %(dataset_id)s AND released = vintages.moment(%(released_at)s)
RETURNING series_id, period_id
