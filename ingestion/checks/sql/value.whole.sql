-- Counts are whole, in a unit that had whole numbers only. On a first release a few fractions are slips.
WITH held AS MATERIALIZED (
  SELECT series_id, series_key, unit, declared FROM series JOIN domain USING (unit) WHERE whole),
broken AS MATERIALIZED (
  SELECT series_key, time_period, after, unit, declared
    FROM held JOIN staged USING (series_id)
   WHERE after_value <> trunc(after_value)),
doubted AS MATERIALIZED (
  SELECT unit, count(*) AS cells FROM broken WHERE NOT declared GROUP BY unit),
usual AS (
  SELECT unit FROM doubted, facts
   WHERE CASE WHEN facts.first
              THEN cells > 0.01 * (SELECT count(*) FROM staged JOIN series USING (series_id)
                                    WHERE series.unit = doubted.unit AND after_value IS NOT NULL)
              ELSE EXISTS (SELECT FROM before JOIN everyone USING (series_id)
                            WHERE everyone.unit = doubted.unit AND obs_value <> trunc(obs_value)) END)
SELECT format('%s, %s: %s', series_key, time_period, after) AS said
  FROM broken WHERE declared OR unit NOT IN (SELECT unit FROM usual)
