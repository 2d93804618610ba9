-- From which release on a figure is as good as the final one: revisions after it cannot be foreseen.
CREATE OR REPLACE FUNCTION figures.efficiency_by_release(dataset text, later text DEFAULT 'latest', members jsonb DEFAULT '{}',
                                                         hac_lag integer DEFAULT 1)
RETURNS TABLE (series_key text, dimensions jsonb, release_number integer, n integer, intercept float8, slope float8,
               joint_p float8, never_revised boolean, refusal text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH gathered AS (
    SELECT p.series_id, p.release_number, min(p.series_key) AS series_key, count(*)::integer AS n,
           array_agg(p.preliminary_number::float8 ORDER BY p.period_id) AS preliminary,
           array_agg(p.later_number::float8 ORDER BY p.period_id) AS later,
           bool_and(p.revision = 0) AS never_revised
      FROM figures.revision_pairs($1, 'each release', $2, $3) AS p
     GROUP BY p.series_id, p.release_number
  )
  SELECT g.series_key, s.dimensions, g.release_number, g.n, line.intercept, line.slope, line.hac_joint_p, g.never_revised,
         CASE WHEN g.n < k.least_n THEN format('n = %s: it takes at least %s', g.n, k.least_n)
              WHEN line.hac_joint_p IS NULL AND NOT g.never_revised THEN 'undefined: the figures do not vary, or lie on a line' END
    FROM gathered AS g
    JOIN figures.series AS s USING (series_id)
    JOIN figures.indicators AS k ON k.indicator = 'later_on_preliminary_hac_joint_p'
    LEFT JOIN LATERAL figures.regression(g.later, g.preliminary, $4, 1) AS line ON g.n >= k.least_n
$$;
COMMENT ON FUNCTION figures.efficiency_by_release(text, text, jsonb, integer) IS
  'efficiency_by_release(dataset [, later, members, hac_lag]): for each series and each release of its figures the Mincer-Zarnowitz line of the later figure on that release, and the joint p of intercept 0 and slope 1 with Newey-West errors. never_revised: no figure of this age differs from the later one.';

CREATE OR REPLACE FUNCTION figures.first_efficient_release(dataset text, later text DEFAULT 'latest', members jsonb DEFAULT '{}',
                                                           hac_lag integer DEFAULT 1, significance float8 DEFAULT 0.05)
RETURNS TABLE (series_key text, dimensions jsonb, release_number integer, n integer, joint_p float8, releases_tested integer,
               refusal text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH tested AS (
    SELECT e.*, e.refusal IS NULL AND (e.never_revised OR e.joint_p >= $5) AS efficient,
           count(*) FILTER (WHERE e.refusal IS NULL) OVER (PARTITION BY e.series_key, e.dimensions) AS releases_tested
      FROM figures.efficiency_by_release($1, $2, $3, $4) AS e
  )
  SELECT DISTINCT ON (t.series_key, t.dimensions) t.series_key, t.dimensions,
         CASE WHEN t.efficient THEN t.release_number END, t.n, CASE WHEN t.efficient THEN t.joint_p END, t.releases_tested::integer,
         CASE WHEN t.releases_tested = 0 THEN t.refusal
              WHEN NOT t.efficient THEN format('none of %s releases is efficient at %s', t.releases_tested, $5) END
    FROM tested AS t
   ORDER BY t.series_key, t.dimensions, t.efficient DESC, t.release_number
$$;
COMMENT ON FUNCTION figures.first_efficient_release(text, text, jsonb, integer, float8) IS
  'first_efficient_release(dataset [, later, members, hac_lag, significance]): for each series the first release of its figures from which the later one is not to be told better: the first whose joint Mincer-Zarnowitz test (intercept 0, slope 1, Newey-West errors) does not reject, or after which nothing was revised. n and joint_p are of that release; a refusal says why there is none.';
