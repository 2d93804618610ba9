-- A straight line through pairs, with errors that hold under autocorrelation too.
CREATE OR REPLACE FUNCTION figures.regression(y float8[], x float8[], hac_lag integer DEFAULT 1, slope_expected float8 DEFAULT 0)
RETURNS TABLE (n integer, intercept float8, slope float8, r_squared float8,
               intercept_se float8, slope_se float8, intercept_p float8, slope_p float8, joint_f float8, joint_p float8,
               intercept_hac_se float8, slope_hac_se float8, hac_joint_f float8, hac_joint_p float8)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH pair AS (
    SELECT i, yi, xi FROM unnest($1, $2) WITH ORDINALITY AS given (yi, xi, i) WHERE yi IS NOT NULL AND xi IS NOT NULL
  ), fit AS (
    SELECT count(*)::float8 AS n, avg(xi) AS mx, avg(yi) AS my, nullif(regr_sxx(yi, xi), 0) AS sxx,
           regr_slope(yi, xi) AS b, regr_r2(yi, xi) AS r2, sum(yi * yi) AS size
      FROM pair
  ), residual AS (  -- around the means: z and the constant are then orthogonal
    SELECT i, xi - mx AS z, (yi - my) - b * (xi - mx) AS u FROM pair CROSS JOIN fit
  ), spread AS (  -- NULL where the line is exact but for rounding: nothing can be tested then
    SELECT CASE WHEN sum(u * u) > 1e-26 * max(size) THEN sum(u * u) / nullif(max(n) - 2, 0) END AS s2
      FROM residual CROSS JOIN fit
  ), lined AS (  -- looked up by place, which a join would search for
    SELECT array_agg(u ORDER BY i) AS u, array_agg(z ORDER BY i) AS z FROM residual
  ), meat AS (  -- Bartlett weights, as Newey and West have them
    SELECT sum(w * u[i] * u[i - l]) AS o00,
           sum(w * (u[i] * u[i - l] * z[i - l] + u[i - l] * u[i] * z[i]) / 2) AS o01,
           sum(w * u[i] * z[i] * u[i - l] * z[i - l]) AS o11
      FROM lined
     CROSS JOIN generate_series(0, $3) AS l
     CROSS JOIN LATERAL (SELECT (1 - l / ($3 + 1)::float8) * CASE WHEN l = 0 THEN 1 ELSE 2 END) AS weight (w)
     CROSS JOIN LATERAL generate_series(l + 1, cardinality(u)) AS i
  ), error AS (  -- covariances of (mean of y, slope): plain, then robust with the factor n / (n - 2)
    SELECT s2 / n AS p00, s2 / sxx AS p11,
           o00 / n / n * n / nullif(n - 2, 0) AS h00, o01 / n / sxx * n / nullif(n - 2, 0) AS h01,
           o11 / sxx / sxx * n / nullif(n - 2, 0) AS h11
      FROM fit CROSS JOIN spread CROSS JOIN meat
  ), test AS (  -- H0: intercept 0 and slope as expected, so that the mean of y is slope_expected * mx
    SELECT (d0 * d0 / p00 + d1 * d1 / p11) / 2 AS f,
           (d0 * d0 * h11 - 2 * d0 * d1 * h01 + d1 * d1 * h00) / nullif(h00 * h11 - h01 * h01, 0) / 2 AS hac_f
      FROM fit CROSS JOIN error CROSS JOIN LATERAL (SELECT my - $4 * mx, b - $4) AS away (d0, d1)
  ), line AS (
    SELECT my - b * mx AS a, sqrt(p00 + mx * mx * p11) AS a_se, sqrt(p11) AS b_se,
           sqrt(greatest(h00 - 2 * mx * h01 + mx * mx * h11, 0)) AS a_hac, sqrt(greatest(h11, 0)) AS b_hac
      FROM fit CROSS JOIN error
  )
  SELECT n::integer, a, b, r2, a_se, b_se,
         figures.t_test_p(a / a_se, n - 2), figures.t_test_p((b - $4) / b_se, n - 2),
         f, figures.f_test_p(f, 2, n - 2), a_hac, b_hac, hac_f, figures.f_test_p(hac_f, 2, n - 2)
    FROM fit CROSS JOIN line CROSS JOIN test
$$;
COMMENT ON FUNCTION figures.regression(float8[], float8[], integer, float8) IS
  'regression(y, x [, hac_lag, slope_expected]): least squares of y on x. p of the intercept against 0 and of the slope against slope_expected, joint F of both; hac_ columns by Newey-West (Bartlett weights, the lag given, small-sample factor n/(n-2)). A pair without one of its numbers is none. NULL where x or the residuals do not vary.';
