-- The same, in a dataset that never did so: its vintages of before, at least as many as the limit, changed
-- old figures only when they brought a period.
WITH release AS MATERIALIZED (
  SELECT stage.released_at, released, stage.facts->'periods' AS periods,
         lag(stage.facts->'periods') OVER (ORDER BY stage.released_at) AS earlier
    FROM facts
    JOIN stage.stage ON stage.dataset_id = facts.dataset_id AND stage.released_at <= facts.released_at
    LEFT JOIN vintages.release ON release.dataset_id = stage.dataset_id AND release.released_at = stage.released_at
   WHERE stage.status = CASE WHEN stage.released_at < facts.released_at THEN 'loaded' ELSE stage.status END
     AND status IN ('loaded', 'staged', 'held')),
silent AS MATERIALIZED (
  SELECT release.released_at, released FROM release WHERE earlier @> periods),
before_now AS MATERIALIZED (
  SELECT FROM silent JOIN facts ON silent.released_at < facts.released_at
   WHERE EXISTS (SELECT FROM figures.replacements JOIN vintages.period USING (period_id)
                  WHERE replacements.dataset_id = facts.dataset_id AND replacements.replaced = silent.released
                    AND NOT quality.young(silent.released_at::date - last_day, last_day - first_day)))
SELECT format('%s, and none in %s vintages before', CASE count(*) WHEN 1 THEN '1 old figure' ELSE count(*) || ' old figures' END,
              (SELECT count(*) FROM release JOIN facts ON release.released_at < facts.released_at)) AS said
  FROM revised
 WHERE NOT young AND EXISTS (SELECT FROM silent JOIN facts USING (released_at))
   AND NOT EXISTS (SELECT FROM before_now)
HAVING count(*) > 0
   AND (SELECT count(*) FROM release JOIN facts ON release.released_at < facts.released_at)
       >= (SELECT "limit" FROM rule WHERE check_id = 'release.unusual')
