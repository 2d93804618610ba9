-- At least half of a member's changed figures are those of the period before, or after.
WITH cell AS MATERIALIZED (
  SELECT series_id, after_value,
         lag(before_value) OVER following AS earlier, lead(before_value) OVER following AS later
    FROM moved WHERE change_kind IN ('revised', 'backfilled', 'withdrawn')
  WINDOW following AS (PARTITION BY series_id ORDER BY period_id))
SELECT dimension || '=' || code AS member,
       format('%s=%s: %s of %s changed figures', dimension, code,
              greatest(count(*) FILTER (WHERE after_value = earlier), count(*) FILTER (WHERE after_value = later)), count(*)) AS said
  FROM cell JOIN member USING (series_id)
 GROUP BY dimension, code
HAVING greatest(count(*) FILTER (WHERE after_value = earlier), count(*) FILTER (WHERE after_value = later))
       >= greatest((SELECT "limit" FROM rule WHERE check_id = 'period.shifted'), 0.5 * count(*))
 ORDER BY count(*) DESC
