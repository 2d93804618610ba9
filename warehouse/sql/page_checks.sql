-- The checks of a dataset's releases, the newest first, with what did not pass.
SELECT released_at, checked_at, verdict, seconds, count(*) AS rules,
       count(*) FILTER (WHERE outcome <> 'pass') AS failed,
       count(*) FILTER (WHERE outcome <> 'pass' AND severity = 'critical') AS critical,
       array_agg(coalesce(reason, error, description) ORDER BY severity = 'critical' DESC, check_id)
         FILTER (WHERE outcome <> 'pass') AS reasons
  FROM figures.check_history
 WHERE dataset_code = %(dataset_code)s
 GROUP BY check_run_id, released_at, checked_at, verdict, seconds
 ORDER BY checked_at DESC
 LIMIT %(most)s
