-- Units of a first release that leave their range too often to be slips: counts below zero or broken,
-- shares above 100. Later releases are not held to the range, unless the dataset's file declares one.
SELECT 'unit=' || unit AS member,
       format('%s: %s of %s figures, such as %s', unit, outside, cells, example) AS said
  FROM (SELECT unit, count(*) AS cells, min(after) FILTER (WHERE leaves) AS example,
               count(*) FILTER (WHERE leaves) AS outside
          FROM staged JOIN series USING (series_id) JOIN domain USING (unit) CROSS JOIN facts
         CROSS JOIN LATERAL (SELECT after_value < least OR after_value > most
                                    OR whole AND after_value <> trunc(after_value) AS leaves) AS seen
         WHERE facts.first AND NOT declared AND after_value IS NOT NULL
         GROUP BY unit) AS found
 WHERE outside > 0
