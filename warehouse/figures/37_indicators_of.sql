-- The indicators of pairs of figures, wherever they come from: arrays in, one row per indicator out.
CREATE OR REPLACE FUNCTION figures.revision_sizes(preliminary float8[], later float8[])
RETURNS TABLE (indicator text, value float8, n bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH pair AS (
    SELECT p, l, l - p AS r FROM unnest($1, $2) AS given (p, l) WHERE l - p IS NOT NULL
  ), s AS (
    SELECT count(*) AS n, avg(r) AS mean, avg(abs(r)) AS absolute, nullif(avg(r * r), 0) AS msr, avg(r * r) AS square,
           sum(abs(r)) / nullif(sum(abs(p)), 0) AS on_p, sum(abs(r)) / nullif(sum(abs(l)), 0) AS on_l,
           avg(r / nullif(abs(p), 0)) AS relative, count(*) FILTER (WHERE p <> 0) AS n_relative,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY r / nullif(abs(p), 0)) AS relative_median,
           stddev_pop(p) AS sp, stddev_pop(l) AS sl, coalesce(corr(p, l), 0) AS rho,
           stddev_samp(r) AS sd, min(r) AS lowest, max(r) AS highest,
           percentile_cont(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY r) AS q,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(r)) AS absolute_median,
           avg((r > 0)::integer)::float8 AS up, avg((r = 0)::integer)::float8 AS zero, avg((r < 0)::integer)::float8 AS down,
           avg((sign(p) = sign(l))::integer)::float8 AS same_sign,
           sqrt(avg(r * r)) / nullif(sqrt(avg(l * l)) + sqrt(avg(p * p)), 0) AS u1
      FROM pair
  )
  SELECT each.* FROM s CROSS JOIN LATERAL (VALUES
    ('mean_revision', mean, n),
    ('mean_absolute_revision', absolute, n),
    ('relative_mean_absolute_revision', on_p, n),
    ('relative_mean_absolute_revision_on_later', on_l, n),
    ('mean_relative_revision', relative, n_relative),
    ('median_relative_revision', relative_median, n_relative),
    ('mean_squared_revision', square, n),
    ('root_mean_squared_revision', sqrt(square), n),
    ('bias_share_of_msr', mean * mean / msr, n),
    ('slope_share_of_msr', (sp - rho * sl) ^ 2 / msr, n),
    ('disturbance_share_of_msr', (1 - rho * rho) * sl * sl / msr, n),
    ('standard_deviation', sd, n),
    ('minimum', lowest, n),
    ('maximum', highest, n),
    ('revision_range', highest - lowest, n),
    ('quantile_10', q[1], n),
    ('median_revision', q[2], n),
    ('quantile_90', q[3], n),
    ('median_absolute_revision', absolute_median, n),
    ('share_up', up, n),
    ('share_zero', zero, n),
    ('share_down', down, n),
    ('noise_to_signal', sd / nullif(sl * sqrt(n / nullif(n - 1, 0)::float8), 0), n),
    ('sign_agreement', same_sign, n),
    ('theil_u1', u1, n)) AS each (indicator, value, n)
$$;
COMMENT ON FUNCTION figures.revision_sizes(float8[], float8[]) IS
  'revision_sizes(preliminary, later): how large revisions are, and which way they go; see figures.indicators.';

CREATE OR REPLACE FUNCTION figures.revision_bias(preliminary float8[], later float8[], clusters text[])
RETURNS TABLE (indicator text, value float8, n bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH pair AS (
    SELECT l - p AS r, c FROM unnest($1, $2, $3) AS given (p, l, c) WHERE l - p IS NOT NULL
  ), s AS (
    SELECT count(*) AS n, avg(r) AS mean, nullif(stddev_samp(r), 0) / sqrt(count(*)) AS se,
           count(*) FILTER (WHERE r > 0) AS up, count(*) FILTER (WHERE r < 0) AS down
      FROM pair
  ), cluster AS (
    SELECT sum(r - s.mean) AS away FROM pair CROSS JOIN s GROUP BY c
  ), clustered AS (
    SELECT count(*) AS g, nullif(sqrt(count(*) / nullif(count(*) - 1, 0)::float8 * sum(away * away)), 0) AS spread
      FROM cluster
  )
  SELECT each.* FROM s CROSS JOIN clustered CROSS JOIN LATERAL (VALUES
    ('sign_test_p', figures.sign_test_p(up, down), up + down),
    ('bias_se', se, n),
    ('bias_t', mean / se, n),
    ('bias_p', figures.t_test_p(mean / se, n - 1), n),
    ('bias_clustered_t', mean / (spread / n), g),
    ('bias_clustered_p', figures.t_test_p(mean / (spread / n), g - 1), g)) AS each (indicator, value, n)
$$;
COMMENT ON FUNCTION figures.revision_bias(float8[], float8[], text[]) IS
  'revision_bias(preliminary, later, clusters): whether revisions go one way on average; see figures.indicators.';

CREATE OR REPLACE FUNCTION figures.revision_in_time(preliminary float8[], later float8[], series text[], hac_lag integer)
RETURNS TABLE (indicator text, value float8, n bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH pair AS (
    SELECT i, p, l, lag(p) OVER past AS p_before, lag(l) OVER past AS l_before, l - p - avg(l - p) OVER () AS e
      FROM unnest($1, $2, $3) WITH ORDINALITY AS given (p, l, s, i)
     WHERE l - p IS NOT NULL
    WINDOW past AS (PARTITION BY s ORDER BY i)
  ), s AS (
    SELECT count(*) AS n, avg(l - p) AS mean, nullif(sum(e * e), 0) AS squares,
           avg((sign(p - p_before) = sign(l - l_before))::integer)::float8 AS same_direction, count(l_before) AS steps,
           CASE WHEN bool_and(l_before <> 0) THEN sqrt(sum(((p - l) / nullif(l_before, 0)) ^ 2))
                / nullif(sqrt(sum(((l - l_before) / nullif(l_before, 0)) ^ 2)), 0) END AS u2
      FROM pair
  ), lined AS (
    SELECT array_agg(e ORDER BY i) AS e FROM pair WHERE $4 >= 0
  ), meat AS (
    SELECT lag, sum(e[i] * e[i - lag]) AS product
      FROM lined
     CROSS JOIN generate_series(0, greatest($4, 1)) AS lag
     CROSS JOIN LATERAL generate_series(lag + 1, cardinality(e)) AS i
     GROUP BY lag
  ), robust AS (
    SELECT sum(product) FILTER (WHERE lag = 1) AS first,
           sum((1 - lag / ($4 + 1)::float8) * CASE WHEN lag = 0 THEN 1 ELSE 2 END * product) FILTER (WHERE lag <= $4) AS omega
      FROM meat
  ), error AS (
    SELECT s.*, first / squares AS g, sqrt(squares / nullif(n - 1, 0) / n) AS se,
           sqrt(nullif(greatest(omega, 0), 0) / n / nullif(n - 1, 0)) AS hac_se
      FROM s CROSS JOIN robust
  ), augmented AS (
    SELECT error.*, mean / nullif(se * sqrt(greatest((1 + g) / nullif(1 - g, 0), 0)), 0) AS t, n * (1 - g) / nullif(1 + g, 0) AS df
      FROM error
  )
  SELECT each.* FROM augmented CROSS JOIN LATERAL (VALUES
    ('direction_agreement', same_direction, steps),
    ('autocorrelation_1', g, n),
    ('bias_augmented_t', t, n),
    ('bias_augmented_p', figures.t_test_p(t, df), n),
    ('bias_hac_se', hac_se, n),
    ('bias_hac_t', mean / hac_se, n),
    ('bias_hac_p', figures.t_test_p(mean / hac_se, n - 1), n),
    ('theil_u2', u2, steps)) AS each (indicator, value, n)
$$;
COMMENT ON FUNCTION figures.revision_in_time(float8[], float8[], text[], integer) IS
  'revision_in_time(preliminary, later, series, hac_lag): what depends on the order of the periods; a lag below 0 leaves out what makes sense for one series only. See figures.indicators.';

CREATE OR REPLACE FUNCTION figures.revision_lines(preliminary float8[], later float8[], previous float8[], hac_lag integer)
RETURNS TABLE (indicator text, value float8, n bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH asked AS (
    SELECT 'later_on_preliminary' AS line, 1 AS slope_expected, array_agg(l ORDER BY i) AS y, array_agg(p ORDER BY i) AS x
      FROM unnest($1, $2) WITH ORDINALITY AS given (p, l, i)
     UNION ALL
    SELECT 'revision_on_preliminary', 0, array_agg(l - p ORDER BY i), array_agg(p ORDER BY i)
      FROM unnest($1, $2) WITH ORDINALITY AS given (p, l, i)
     UNION ALL
    SELECT 'revision_on_later', 0, array_agg(l - p ORDER BY i), array_agg(l ORDER BY i)
      FROM unnest($1, $2) WITH ORDINALITY AS given (p, l, i)
     UNION ALL
    SELECT 'revision_on_previous', 0, array_agg(l - p ORDER BY i), array_agg(p - before ORDER BY i)
      FROM unnest($1, $2, $3) WITH ORDINALITY AS given (p, l, before, i)
  )
  SELECT line || '_' || each.what, each.value, coalesce(r.n, 0)
    FROM asked
   CROSS JOIN LATERAL figures.regression(y, x, $4, slope_expected) AS r
   CROSS JOIN LATERAL (VALUES
     ('intercept', r.intercept), ('slope', r.slope), ('intercept_p', r.intercept_p), ('slope_p', r.slope_p),
     ('joint_p', r.joint_p), ('slope_hac_se', r.slope_hac_se), ('hac_joint_p', r.hac_joint_p)) AS each (what, value)
$$;
COMMENT ON FUNCTION figures.revision_lines(float8[], float8[], float8[], integer) IS
  'revision_lines(preliminary, later, previous, hac_lag): the regressions by regressor; previous is the figure of the release before the preliminary one. See figures.indicators.';
