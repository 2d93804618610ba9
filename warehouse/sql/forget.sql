-- Ask again from now on what a decision about a release lets in without asking; how much that was.
UPDATE quality.remembered SET remember_until = current_date - 1
 WHERE remember_until >= current_date
   AND stage_id IN (SELECT same.stage_id
                      FROM stage.stage JOIN stage.stage AS same USING (dataset_id, release_key)
                     WHERE stage.stage_id = %(stage_id)s)
