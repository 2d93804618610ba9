-- The share of the observations that Eurostat announces that did not come, against the same of the release before. Where
-- that announced nothing, or there is none, what is usual is not known yet, and kept only. More than announced is no fault:
-- a file fills the gaps in its lines with ":".
WITH past AS (
  SELECT greatest(0, 1 - observations_before::float8 / (stamps->>'OBS_COUNT')::float8) AS lacking
    FROM facts JOIN vintages.release USING (dataset_id)
   WHERE release.released_at = released_before AND stamps->>'OBS_COUNT' ~ '^0*[1-9][0-9]{0,17}$')
SELECT CASE WHEN observation_count > 0 THEN greatest(0, 1 - observations::float8 / observation_count) END AS observed,
       coalesce("limit" + (SELECT lacking FROM past), 1) AS allowed,
       format('%s observations were read, Eurostat announces %s', observations, observation_count) AS said
  FROM facts, rule
 WHERE check_id = 'count.published'
