-- What a person asked to be let in of the dataset of a stage, and still today.
SELECT remembered_id, check_id, member
  FROM quality.remembered
  JOIN stage.stage USING (dataset_id)
 WHERE stage.stage_id = %(dataset_of)s AND remember_until >= current_date
