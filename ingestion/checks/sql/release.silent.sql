-- Old figures that changed in a release whose periods were all there in the release before.
WITH here AS MATERIALIZED (
  SELECT stage.facts->'periods' AS periods FROM stage.stage, facts
   WHERE stage.dataset_id = facts.dataset_id AND stage.released_at = facts.released_at
     AND status IN ('staged', 'held')
   ORDER BY stage_id DESC LIMIT 1),
earlier AS MATERIALIZED (  -- a release that brought the same figures has no stage, nor other periods
  SELECT stage.facts->'periods' AS periods FROM stage.stage, facts
   WHERE stage.dataset_id = facts.dataset_id AND stage.released_at < facts.released_at AND status = 'loaded'
   ORDER BY stage.released_at DESC LIMIT 1),
silent AS MATERIALIZED (SELECT FROM here, earlier WHERE earlier.periods @> here.periods)
SELECT format('%s, such as %s, %s: %s to %s', CASE cells WHEN 1 THEN '1 old figure' ELSE cells || ' old figures' END,
              series_key, time_period, before, after) AS said
  FROM (SELECT series_id, time_period, before, after, count(*) OVER () AS cells
          FROM revised WHERE NOT young AND EXISTS (SELECT FROM silent)
         ORDER BY abs(growth) DESC NULLS FIRST LIMIT 1) AS worst
  JOIN series USING (series_id)
