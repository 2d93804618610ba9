-- Figures stay in the range of their unit, where all were in it before or the dataset's file says so. On
-- a first release a few below the range are slips, many say that the unit has such figures.
WITH held AS MATERIALIZED (
  SELECT series_id, series_key, unit, least, most, declared FROM series JOIN domain USING (unit)),
outside AS MATERIALIZED (
  SELECT series_key, time_period, after, least, most, unit, declared, after_value < least AS below
    FROM held JOIN staged USING (series_id)
   WHERE after_value < least OR after_value > most),
doubted AS MATERIALIZED (
  SELECT unit, count(*) FILTER (WHERE below) AS below FROM outside WHERE NOT declared GROUP BY unit),
usual AS (
  SELECT unit FROM doubted, facts
   WHERE CASE WHEN facts.first
              THEN below > 0.01 * (SELECT count(*) FROM staged JOIN series USING (series_id)
                                    WHERE series.unit = doubted.unit AND after_value IS NOT NULL)
              ELSE EXISTS (SELECT FROM before JOIN everyone USING (series_id) JOIN domain USING (unit)
                            WHERE everyone.unit = doubted.unit AND (obs_value < least OR obs_value > most)) END)
SELECT format('%s, %s: %s is not in %s to %s', series_key, time_period, after, least, coalesce(most::text, 'any')) AS said
  FROM outside, facts
 WHERE (declared OR unit NOT IN (SELECT unit FROM usual)) AND (declared OR below OR NOT facts.first)
