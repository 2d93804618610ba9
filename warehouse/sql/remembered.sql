-- What a person asked to be let in of the dataset of a stage, and still today; with what the rule had observed, or how
-- far the member had moved.
SELECT remembered_id, remembered.check_id, member,
       CASE WHEN member IS NULL THEN seen.observed ELSE (seen.sizes->>member)::float8 END AS accepted,
       remembered.decided_by, remember_until
  FROM quality.remembered
  JOIN stage.stage AS asked USING (dataset_id)
  CROSS JOIN LATERAL (
       SELECT observed, sizes
         FROM quality.check_outcome JOIN quality.check_run USING (check_run_id)
        WHERE check_run.stage_id = remembered.stage_id AND check_outcome.check_id = remembered.check_id
          AND check_run.started_at <= remembered.decided_at
        ORDER BY check_run_id DESC LIMIT 1) AS seen
 WHERE asked.stage_id = %(dataset_of)s AND remember_until >= current_date
   AND seen.observed IS NOT NULL
