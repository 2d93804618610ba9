-- Share of the cells before that moved far beyond what is usual at their age (figures of at least 20).
SELECT CASE WHEN count(*) < 30 THEN 0 ELSE count(*)::float8 / nullif((SELECT observations_before FROM facts), 0) END AS observed,
       format('%s figures moved more than four times as far as usual at their age', count(*)) AS said
  FROM revised
 WHERE weight >= 20 AND NOT (young AND abs(after_value) > abs(before_value))
   AND (growth IS NULL OR abs(growth) > 4 * sqrt(usual_size ^ 2 + 1 / weight))
