-- Probabilities of the t, F and sign tests, so that no test leaves SQL.
CREATE OR REPLACE FUNCTION figures.beta_fraction(x float8, a float8, b float8) RETURNS float8
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  tiny CONSTANT float8 := 1e-300;  -- stands for zero, which must not be divided by
  c float8 := 1;
  d float8 := 1 - (a + b) * x / (a + 1);
  fraction float8;
  term float8;
  m integer;
BEGIN
  d := 1 / CASE WHEN abs(d) < tiny THEN tiny ELSE d END;
  fraction := d;
  FOR m IN 1..10000 LOOP
    term := m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d := 1 + term * d;  c := 1 + term / c;
    d := 1 / CASE WHEN abs(d) < tiny THEN tiny ELSE d END;  c := CASE WHEN abs(c) < tiny THEN tiny ELSE c END;
    fraction := fraction * d * c;
    term := -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d := 1 + term * d;  c := 1 + term / c;
    d := 1 / CASE WHEN abs(d) < tiny THEN tiny ELSE d END;  c := CASE WHEN abs(c) < tiny THEN tiny ELSE c END;
    fraction := fraction * d * c;
    EXIT WHEN abs(d * c - 1) < 1e-15;
  END LOOP;
  RETURN fraction;
END $$;
COMMENT ON FUNCTION figures.beta_fraction(float8, float8, float8) IS
  'beta_fraction(x, a, b): the continued fraction of the incomplete beta function (Lentz''s method), for x below (a + 1) / (a + b + 2).';

CREATE OR REPLACE FUNCTION figures.beta_share(x float8, a float8, b float8) RETURNS float8
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN $1 <= 0 THEN 0
              WHEN $1 >= 1 THEN 1
              WHEN $1 < ($2 + 1) / ($2 + $3 + 2) THEN front / $2 * figures.beta_fraction($1, $2, $3)
              ELSE 1 - front / $3 * figures.beta_fraction(1 - $1, $3, $2) END
    FROM (SELECT exp(greatest(-700, CASE WHEN $1 > 0 AND $1 < 1  -- below that a float8 is an error, not 0
                          THEN lgamma($2 + $3) - lgamma($2) - lgamma($3) + $2 * ln($1) + $3 * ln(1 - $1) END))) AS f (front)
$$;
COMMENT ON FUNCTION figures.beta_share(float8, float8, float8) IS
  'beta_share(x, a, b): the regularised incomplete beta function, from which the probabilities below follow.';

CREATE OR REPLACE FUNCTION figures.t_test_p(t float8, df float8) RETURNS float8
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN $2 > 0 THEN figures.beta_share($2 / ($2 + $1 * $1), $2 / 2, 0.5) END
$$;
COMMENT ON FUNCTION figures.t_test_p(float8, float8) IS
  't_test_p(t, df): two-sided probability of a Student t so far from 0; df need not be whole.';

CREATE OR REPLACE FUNCTION figures.f_test_p(f float8, df1 float8, df2 float8) RETURNS float8
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN $2 > 0 AND $3 > 0 AND $1 >= 0 THEN figures.beta_share($3 / ($3 + $2 * $1), $3 / 2, $2 / 2) END
$$;
COMMENT ON FUNCTION figures.f_test_p(float8, float8, float8) IS
  'f_test_p(f, df1, df2): probability of an F at least so large.';

CREATE OR REPLACE FUNCTION figures.sign_test_p(up bigint, down bigint) RETURNS float8
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN $1 + $2 > 0
              THEN least(1, 2 * figures.beta_share(0.5, greatest($1, $2)::float8, least($1, $2)::float8 + 1)) END
$$;
COMMENT ON FUNCTION figures.sign_test_p(bigint, bigint) IS
  'sign_test_p(up, down): exact two-sided binomial probability of so uneven a split when up and down are equally likely.';
