-- Let in until a date what the last check of a stage, or of its release staged before, kept out: a row per critical rule and member, once.
INSERT INTO quality.remembered (dataset_id, stage_id, check_id, member, remember_until, decided_by, decided_because)
SELECT check_run.dataset_id, check_run.stage_id, check_id, named.member, %(remember_until)s, %(decided_by)s, %(decided_because)s
  FROM quality.check_outcome
  JOIN quality.check_run USING (check_run_id)
  LEFT JOIN LATERAL jsonb_array_elements_text(members) AS named (member) ON true
 WHERE check_run_id = (SELECT max(check_run_id)
                         FROM stage.stage JOIN stage.stage AS same USING (dataset_id, release_key)
                         JOIN quality.check_run ON check_run.stage_id = same.stage_id
                        WHERE stage.stage_id = %(dataset_of)s AND verdict IS NOT NULL)
   AND outcome = 'fail' AND severity = 'critical' AND remembered_id IS NULL
   AND NOT EXISTS (
       SELECT FROM quality.remembered AS kept
        WHERE kept.stage_id = check_run.stage_id AND kept.check_id = check_outcome.check_id
          AND kept.member IS NOT DISTINCT FROM named.member AND kept.remember_until = %(remember_until)s)
