-- What the load of a stage amounted to: figures in the release, how many of them changed, and how long it took.
SELECT dataset_code, observations,
       (SELECT coalesce(sum(each.value::bigint), 0)::bigint FROM jsonb_each_text(changes) AS each) AS changed,
       extract(epoch FROM recorded_at - staged_at)::float8 AS seconds
  FROM stage.stage
  JOIN vintages.release USING (dataset_id, release_key)
  JOIN vintages.dataset USING (dataset_id)
 WHERE stage_id = %(stage_id)s
