-- Releases that wait for a decision, the oldest first, with the rules that they broke and where to decide.
SELECT waiting.stage_id, waiting.dataset_code, dataset.title, waiting.released_at, waiting.held_at, waiting.reason,
       waiting.cells, waiting.changes,
       ARRAY(SELECT coalesce(checked.reason, checked.error, checked.description) FROM figures.checks AS checked
              WHERE checked.stage_id = waiting.stage_id AND checked.outcome <> 'pass'
              ORDER BY checked.severity = 'critical' DESC, checked.check_id) AS reasons,
       (SELECT alert.facts ->> 'link' FROM figures.alerts AS alert
         WHERE alert.kind = 'held' AND alert.dataset_code = waiting.dataset_code AND alert.resolved_at IS NULL
           AND alert.key = to_char(waiting.released_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS link
  FROM figures.waiting
  JOIN figures.datasets AS dataset USING (dataset_code)
 WHERE %(dataset_code)s::text IS NULL OR waiting.dataset_code = %(dataset_code)s
 ORDER BY waiting.held_at
