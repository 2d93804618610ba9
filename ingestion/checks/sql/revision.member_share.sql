-- Members of which more old figures were revised than the limit, and twice the share of all together.
WITH counted AS MATERIALIZED (
  SELECT dimension, code, count(*) AS cells FROM revised JOIN member USING (series_id)
   WHERE NOT young GROUP BY dimension, code HAVING count(*) >= 20),
worst AS MATERIALIZED (
  SELECT counted.*, places.series FROM counted
   CROSS JOIN LATERAL (SELECT count(*) AS series FROM member
                        WHERE member.dimension = counted.dimension AND member.code = counted.code) AS places
   ORDER BY counted.cells::float8 / places.series DESC LIMIT 5)
SELECT dimension || '=' || code AS member,
       format('%s=%s: %s of %s figures', dimension, code, worst.cells, held.cells) AS said
  FROM worst
 CROSS JOIN LATERAL (
       SELECT count(*) AS cells FROM member JOIN before USING (series_id)
        WHERE member.dimension = worst.dimension AND member.code = worst.code AND obs_value IS NOT NULL) AS held
 WHERE worst.cells > held.cells * (SELECT "limit" FROM rule WHERE check_id = 'revision.member_share')
   AND worst.cells::float8 / held.cells > 2 * (SELECT revised::float8 / observations_before FROM facts)
 ORDER BY worst.cells::float8 / held.cells DESC
