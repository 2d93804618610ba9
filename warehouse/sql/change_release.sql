-- What a release is against the release before it, after that one changed.
UPDATE vintages.release
   SET outcome = %(outcome)s, changes = %(changes)s, restructured = %(restructured)s
 WHERE dataset_id = %(dataset_id)s AND released_at = %(released_at)s
