-- Whose revision it was, whether growth is real, and what moved a rate.
CREATE OR REPLACE FUNCTION figures.contributions(dataset text, earlier text, later text, over text DEFAULT 'geo',
                                                 total text DEFAULT NULL, members jsonb DEFAULT '{}')
RETURNS TABLE (dimensions jsonb, time_period text, member text, change_kind text, before text, after text,
               contribution numeric, total_revision numeric, share_of_revision numeric)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH series AS MATERIALIZED (  -- groups are numbered once, so that changes are put together by numbers
    SELECT s.series_id, s.dimensions ->> $4 AS member, s.dimensions - $4 AS rest,
           dense_rank() OVER (ORDER BY s.dimensions - $4) AS place,
           bool_or(s.dimensions ->> $4 = $5) OVER (PARTITION BY s.dimensions - $4) AS has_total
      FROM figures.series_asked($1, $6 - $4) AS s
     WHERE s.dimensions ? $4 AND figures.are_dimensions($1, ARRAY[$4])
       AND (NOT $6 ? $4 OR s.dimensions ->> $4 = $5 OR figures.has_members(s.dimensions, $6))
  ), change AS (
    SELECT s.place, s.rest, s.member, s.has_total, c.period_id, c.change_kind, c.before, c.after,
           coalesce(c.after_number, 0) - coalesce(c.before_number, 0) AS contribution
      FROM figures.moments_between($1, $2, $3) AS m
     CROSS JOIN LATERAL figures.changed_cells($1, m.from_moment, m.to_moment, $6 - $4) AS c
      JOIN series AS s USING (series_id)
     WHERE c.before_number IS NOT NULL OR c.after_number IS NOT NULL
  ), summed AS MATERIALIZED (  -- beside each change the sums of its group: a join with them could be taken for one of few
    SELECT *, sum(contribution) FILTER (WHERE member IS DISTINCT FROM $5) OVER whole AS of_members,
           CASE WHEN has_total THEN coalesce(sum(contribution) FILTER (WHERE member = $5) OVER whole, 0) END AS of_total,
           row_number() OVER whole = 1 AS tells_the_rest
      FROM change
    WINDOW whole AS (PARTITION BY place, period_id)
  )
  SELECT c.rest, p.time_period, c.member, c.change_kind, c.before, c.after, c.contribution, r.revision,
         c.contribution / nullif(r.revision, 0)
    FROM (SELECT rest, place, period_id, member, change_kind, before, after, contribution, of_members, of_total
            FROM summed WHERE member IS DISTINCT FROM $5
           UNION ALL
          SELECT rest, place, period_id, 'unexplained', NULL, NULL, NULL, of_total - coalesce(of_members, 0), of_members, of_total
            FROM summed WHERE has_total AND tells_the_rest) AS c
    JOIN figures.periods AS p USING (period_id)
   CROSS JOIN LATERAL (SELECT CASE WHEN $5 IS NULL THEN c.of_members ELSE c.of_total END) AS r (revision)
   ORDER BY p.time_period, c.place, c.member = 'unexplained', abs(c.contribution) DESC, c.member
$$;
COMMENT ON FUNCTION figures.contributions(text, text, text, text, text, jsonb) IS
  'contributions(dataset, earlier, later [, over, total, members]): how much each member of a dimension adds to the revision of the total between two readings. total names the member that is the total (where there is none such, total_revision is NULL); without it the total is the sum of the members. A missing figure counts as nothing: change_kind tells a new reporter from a revision. The row unexplained is the total''s revision less that of its members.';

CREATE OR REPLACE FUNCTION figures.like_for_like(dataset text, period_before text, period_after text, reading text DEFAULT 'latest',
                                                 over text DEFAULT 'geo', members jsonb DEFAULT '{}')
RETURNS TABLE (dimensions jsonb, total_before numeric, total_after numeric, growth numeric, members_both bigint,
               same_before numeric, same_after numeric, same_growth numeric, only_before text[], only_after text[])
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH cell AS (
    SELECT s.dimensions - $5 AS rest, s.dimensions ->> $5 AS member,
           max(c.obs_value) FILTER (WHERE p.time_period = $2) AS past, max(c.obs_value) FILTER (WHERE p.time_period = $3) AS now
      FROM figures.reading($1, $4, $6) AS c
      JOIN figures.series AS s USING (series_id)
      JOIN figures.periods AS p USING (period_id)
     WHERE p.time_period IN ($2, $3) AND c.as_published IS NOT NULL AND s.dimensions ? $5 AND figures.are_dimensions($1, ARRAY[$5])
     GROUP BY 1, 2
  ), summed AS (
    SELECT rest, sum(past) AS past, sum(now) AS now, count(*) FILTER (WHERE past + now IS NOT NULL) AS in_both,
           sum(past) FILTER (WHERE now IS NOT NULL) AS same_past, sum(now) FILTER (WHERE past IS NOT NULL) AS same_now,
           array_agg(member ORDER BY member) FILTER (WHERE past IS NOT NULL AND now IS NULL) AS only_past,
           array_agg(member ORDER BY member) FILTER (WHERE past IS NULL AND now IS NOT NULL) AS only_now
      FROM cell
     GROUP BY rest
  )
  SELECT rest, past, now, (now - past) / nullif(abs(past), 0), in_both,
         same_past, same_now, (same_now - same_past) / nullif(abs(same_past), 0),
         coalesce(only_past, '{}'), coalesce(only_now, '{}')
    FROM summed
   ORDER BY rest
$$;
COMMENT ON FUNCTION figures.like_for_like(text, text, text, text, text, jsonb) IS
  'like_for_like(dataset, period_before, period_after [, reading, over, members]): growth of the sum over a dimension, as a share of its size before, beside the growth of those members that have a number in both periods (same_), and who is in one period only. Leave totals out of members, or they are added to their parts.';

CREATE OR REPLACE FUNCTION figures.split_rate(count_before numeric, count_after numeric, base_before numeric, base_after numeric,
                                              per numeric DEFAULT 1000000)
RETURNS TABLE (rate_before numeric, rate_after numeric, change numeric, from_count numeric, from_base numeric)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT rate.past, rate.now, rate.now - rate.past, part.from_count, rate.now - rate.past - part.from_count
    FROM (SELECT $5 * $1 / nullif($3, 0), $5 * $2 / nullif($4, 0)) AS rate (past, now)
   CROSS JOIN LATERAL (SELECT $5 * ($2 - $1) * ($3 + $4) / (2 * nullif($3 * $4, 0))) AS part (from_count)
$$;
COMMENT ON FUNCTION figures.split_rate(numeric, numeric, numeric, numeric, numeric) IS
  'split_rate(count_before, count_after, base_before, base_after [, per]): the change of a rate as the part from its count plus the part from its base. Each part is its own change at the mean of the other; from_count + from_base = change, to the digit.';

CREATE OR REPLACE FUNCTION figures.cause_split(count_dataset text, count_series text, base_dataset text, base_series text,
                                               earlier text, later text DEFAULT 'latest', per numeric DEFAULT 1000000)
RETURNS TABLE (time_period text, count_before numeric, count_after numeric, base_before numeric, base_after numeric,
               rate_before numeric, rate_after numeric, change numeric, from_count numeric, from_base numeric)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH asked AS MATERIALIZED (  -- each moment is worked out once, not for each version
    SELECT what, dataset_code, series_key, m.from_moment AS past, m.to_moment AS now
      FROM (VALUES ('count', upper($1), $2), ('base', upper($3), $4)) AS named (what, dataset_code, series_key)
     CROSS JOIN LATERAL figures.moments_between(dataset_code, $5, $6) AS m
  ), figure AS (
    SELECT asked.what, h.period_id,
           max(h.obs_value) FILTER (WHERE h.released <= asked.past AND (h.replaced IS NULL OR h.replaced > asked.past)) AS past,
           max(h.obs_value) FILTER (WHERE h.released <= asked.now AND (h.replaced IS NULL OR h.replaced > asked.now)) AS now
      FROM asked
      JOIN figures.series AS s USING (dataset_code, series_key)
      JOIN figures.histories AS h USING (dataset_id, series_id)
     GROUP BY asked.what, h.period_id
  )
  SELECT p.time_period, c.past, c.now, b.past, b.now, r.*
    FROM figure AS c
    JOIN figure AS b ON b.period_id = c.period_id AND b.what = 'base'
    JOIN figures.periods AS p ON p.period_id = c.period_id
   CROSS JOIN LATERAL figures.split_rate(c.past, c.now, b.past, b.now, $7) AS r
   WHERE c.what = 'count'
   ORDER BY p.period_id
$$;
COMMENT ON FUNCTION figures.cause_split(text, text, text, text, text, text, numeric) IS
  'cause_split(count_dataset, count_series, base_dataset, base_series, earlier [, later, per]): for each period the rate per 1,000,000 (or per) at two readings, each with the population of that reading, and its change split exactly into the part from the count and the part from the population.';
