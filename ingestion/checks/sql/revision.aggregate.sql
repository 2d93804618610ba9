-- Old figures of the Union or the euro area that moved further than the limit and two units of their
-- last digit, or than is usual at their age where enough revisions are known to say so.
WITH aggregate AS MATERIALIZED (
  SELECT series_id, code FROM member
   WHERE dimension = 'geo'
     AND code IN (SELECT total FROM additivity WHERE check_id = 'aggregate.members' UNION VALUES ('EU'), ('EA')))
SELECT 'geo=' || code AS member,
       format('%s, %s: %s to %s (%s%%)', series_key, time_period, before, after,
              to_char(100 * change / abs(before_value), 'FMSG999999999999990.0')) AS said,
       series_key, time_period, before, after
  FROM revised JOIN aggregate USING (series_id) JOIN series USING (series_id)
 WHERE NOT young AND weight >= 20
   AND abs(change / before_value) > greatest((SELECT "limit" FROM rule WHERE check_id = 'revision.aggregate'),
                                             CASE WHEN revisions >= 30 THEN usual_size END) + 2 / weight
 ORDER BY abs(change / before_value) DESC
