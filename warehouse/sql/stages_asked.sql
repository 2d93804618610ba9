-- Stages that a person was asked about: of a moment, or compared with one release; newest first.
SELECT stage_id, release_key, released_at, status, reason, decided_by, decided_because
  FROM stage.stage
 WHERE dataset_id = %(dataset_id)s AND status IN ('held', 'rejected')
   AND (released_at = %(released_at)s OR predecessor = %(predecessor)s)
 ORDER BY stage_id DESC
