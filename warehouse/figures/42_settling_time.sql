-- After how many releases a figure stops moving, and what moved outside the calendar.
CREATE OR REPLACE FUNCTION figures.settling_time(dataset text, members jsonb DEFAULT '{}', near_share float8 DEFAULT 0.05)
RETURNS TABLE (series_key text, dimensions jsonb, time_period text, releases integer, revisions integer, changes integer,
               settled_after integer, near_latest_after integer, unchanged_for integer,
               first_lag_days integer, last_change_lag_days integer, near_latest_lag_days integer,
               lowest numeric, highest numeric, median float8, spread numeric, relative_spread numeric,
               latest numeric, first_seen boolean)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH clock AS MATERIALIZED (
    SELECT array_agg(r.released ORDER BY r.released) AS moments,
           array_agg((r.released_at AT TIME ZONE 'Europe/Brussels')::date ORDER BY r.released) AS days,
           array_prepend(min(r.released), array_agg(r.released) FILTER (WHERE r.restructured)) AS openings
      FROM figures.releases AS r WHERE r.dataset_code = upper($1)
  ), asked AS MATERIALIZED (
    SELECT * FROM figures.series_asked($1, $2)
  ), version AS (
    SELECT h.series_id, h.period_id, h.released, h.obs_value,
           h.released > min(h.released) OVER cell
             AND h.as_published IS DISTINCT FROM lag(h.as_published) OVER (cell ORDER BY h.released) AS changed,
           max(h.released) FILTER (WHERE h.obs_value IS NOT NULL) OVER cell AS last_released
      FROM (SELECT h.* FROM asked JOIN figures.histories AS h USING (dataset_id, series_id)
            OFFSET 0) AS h  -- as in cells_of_release
    WINDOW cell AS (PARTITION BY h.series_id, h.period_id)
  ), number AS (
    SELECT v.*, v.obs_value IS NOT NULL AND v.obs_value IS DISTINCT FROM
                lag(v.obs_value) OVER (PARTITION BY v.series_id, v.period_id, v.obs_value IS NULL ORDER BY v.released) AS moved,
           max(v.obs_value) FILTER (WHERE v.released = v.last_released) OVER cell AS latest
      FROM version AS v
    WINDOW cell AS (PARTITION BY v.series_id, v.period_id)
  ), reach AS (  -- far: the last version that was not near the latest
    SELECT n.*, max(n.released) FILTER (WHERE abs(n.obs_value - n.latest) > $3::numeric * abs(n.latest))
                  OVER (PARTITION BY n.series_id, n.period_id) AS far
      FROM number AS n
  ), cell AS (
    SELECT series_id, period_id, min(latest) AS latest, count(*) FILTER (WHERE changed)::integer AS changes,
           (count(*) FILTER (WHERE moved) - 1)::integer AS revisions, min(obs_value) AS lowest, max(obs_value) AS highest,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY obs_value::float8) FILTER (WHERE moved) AS median,
           min(released) FILTER (WHERE obs_value IS NOT NULL) AS born, max(released) FILTER (WHERE moved) AS settled,
           min(released) FILTER (WHERE obs_value IS NOT NULL AND (far IS NULL OR released > far)) AS close
      FROM reach
     GROUP BY series_id, period_id
  ), placed AS (
    SELECT c.*, clock.*, cardinality(moments) AS newest, width_bucket(born, moments) AS birth,
           width_bucket(settled, moments) AS settling, width_bucket(close, moments) AS closing
      FROM cell AS c CROSS JOIN clock
     WHERE born IS NOT NULL
  )
  SELECT s.series_key, s.dimensions, p.time_period, newest - birth + 1, revisions, changes,
         settling - birth + 1, closing - birth + 1, newest - settling,
         days[birth] - p.last_day, days[settling] - p.last_day, days[closing] - p.last_day,
         lowest, highest, median, highest - lowest, (highest - lowest) / nullif(abs(highest), 0), latest, born <> ALL (openings)
    FROM placed
    JOIN asked AS s USING (series_id)
    JOIN figures.periods AS p USING (period_id)
   ORDER BY s.series_key, period_id
$$;
COMMENT ON FUNCTION figures.settling_time(text, jsonb, float8) IS
  'settling_time(dataset [, members, near_share]): for each cell in how many releases it had its last number (settled_after, 1: never revised), when it came within near_share of it and stayed there, and the same in days after the end of the period. revisions counts other numbers, changes also missing ones. unchanged_for: releases since the last number came; with 0 nothing is known yet of whether it stays.';

CREATE OR REPLACE FUNCTION figures.silent_releases(dataset text)
RETURNS TABLE (vintage_id text, released_at timestamptz, why text, changed_cells integer, changes jsonb,
               newest_period text, reporting_round text, days_into_round integer)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH release AS MATERIALIZED (  -- only a release that first published something can have brought a period
    SELECT r.dataset_id, r.vintage_id, r.released_at, r.silent, r.released, r.changes, r.outcome, r.restructured,
           r.released = min(r.released) OVER () AS oldest,
           coalesce((r.changes ->> 'first_published')::integer > 0, false) OR r.restructured AS brought
      FROM figures.releases AS r
     WHERE r.dataset_code = upper($1)
  ), newest AS MATERIALIZED (
    SELECT b.released, max(b.period_id) AS period_id
      FROM figures.brought_periods AS b
     WHERE b.dataset_id = (SELECT r.dataset_id FROM release AS r WHERE r.oldest)
       AND b.released = ANY (ARRAY(SELECT r.released FROM release AS r WHERE r.brought OR r.oldest))
     GROUP BY b.released, b.period_id / 100000000
  ), reached AS (
    SELECT r.dataset_id, r.vintage_id, r.released_at, r.silent, r.released, r.changes,
           (SELECT count(*) FROM newest AS n
             WHERE n.released = r.released
               AND n.period_id > coalesce((SELECT max(o.period_id) FROM newest AS o
                                            WHERE o.released < r.released
                                              AND o.period_id / 100000000 = n.period_id / 100000000), 0)) AS new_ends,
           (SELECT max(o.period_id) FROM newest AS o WHERE o.released <= r.released) AS last_period,
           (SELECT sum(value::integer) FROM jsonb_each_text(r.changes)
             WHERE key IN ('revised', 'withdrawn', 'backfilled', 'vanished', 'reappeared')) AS changed,
           r.released > min(r.released) OVER () AS has_past
      FROM release AS r
     WHERE r.outcome = 'vintage' AND NOT r.restructured
  )
  SELECT r.vintage_id, r.released_at,
         concat_ws(', ', CASE WHEN r.silent THEN 'under an old stamp' END, CASE WHEN r.new_ends = 0 THEN 'no new period' END),
         r.changed::integer, r.changes, p.time_period, round.reporting_round,
         (r.released_at AT TIME ZONE 'Europe/Brussels')::date - (round.first_released_at AT TIME ZONE 'Europe/Brussels')::date
    FROM reached AS r
    LEFT JOIN figures.periods AS p ON p.period_id = r.last_period
    LEFT JOIN figures.round_releases AS member ON member.dataset_id = r.dataset_id AND member.released = r.released
    LEFT JOIN figures.reporting_rounds AS round ON round.dataset_code = member.dataset_code
                                               AND round.reporting_round = member.reporting_round
   WHERE r.has_past AND r.changed > 0 AND (r.silent OR r.new_ends = 0)
   ORDER BY r.released
$$;
COMMENT ON FUNCTION figures.silent_releases(text) IS
  'silent_releases(dataset): vintages that changed published figures without saying so: under an old stamp, or without bringing a new period. days_into_round counts from the first release of the reporting round it falls in.';
