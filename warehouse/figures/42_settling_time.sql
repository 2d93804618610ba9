-- After how many releases a figure stops moving, and what moved outside the calendar.
CREATE OR REPLACE FUNCTION figures.settling_time(dataset text, members jsonb DEFAULT '{}', near_share float8 DEFAULT 0.05)
RETURNS TABLE (series_key text, dimensions jsonb, time_period text, releases integer, revisions integer, changes integer,
               settled_after integer, near_latest_after integer, unchanged_for integer,
               first_lag_days integer, last_change_lag_days integer, near_latest_lag_days integer,
               lowest numeric, highest numeric, median float8, spread numeric, relative_spread numeric,
               latest numeric, first_seen boolean)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH version AS (
    SELECT h.series_id, h.period_id, h.released, h.obs_value,
           h.released > min(h.released) OVER cell
             AND h.as_published IS DISTINCT FROM lag(h.as_published) OVER (cell ORDER BY h.released) AS changed
      FROM figures.series_asked($1, $2) AS s
      JOIN figures.histories AS h USING (dataset_id, series_id)
    WINDOW cell AS (PARTITION BY h.series_id, h.period_id)
  ), counted AS (  -- beside the versions, since a join on cells, whose number nobody can estimate, takes its square
    SELECT v.*, (count(*) FILTER (WHERE v.changed) OVER (PARTITION BY v.series_id, v.period_id))::integer AS changes
      FROM version AS v
  ), number AS (
    SELECT v.*, v.obs_value IS DISTINCT FROM lag(v.obs_value) OVER cell AS moved,
           last_value(v.obs_value) OVER (cell ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS latest
      FROM counted AS v
     WHERE v.obs_value IS NOT NULL
    WINDOW cell AS (PARTITION BY v.series_id, v.period_id ORDER BY v.released)
  ), reach AS (  -- far: the last version that was not near the latest
    SELECT n.*, max(n.released) FILTER (WHERE abs(n.obs_value - n.latest) > $3::numeric * abs(n.latest))
                  OVER (PARTITION BY n.series_id, n.period_id) AS far
      FROM number AS n
  ), cell AS (
    SELECT series_id, period_id, min(latest) AS latest, min(changes) AS changes, min(released) AS born, max(released) FILTER (WHERE moved) AS settled,
           (count(*) FILTER (WHERE moved) - 1)::integer AS revisions, min(obs_value) AS lowest, max(obs_value) AS highest,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY obs_value::float8) FILTER (WHERE moved) AS median,
           min(released) FILTER (WHERE far IS NULL OR released > far) AS close
      FROM reach
     GROUP BY series_id, period_id
  ), release AS MATERIALIZED (
    SELECT released, release_number, max(release_number) OVER () AS newest,
           (released_at AT TIME ZONE 'Europe/Brussels')::date AS day
      FROM figures.release_numbers WHERE dataset_code = upper($1)
  )
  SELECT s.series_key, s.dimensions, p.time_period, born.newest - born.release_number + 1, c.revisions, c.changes,
         settled.release_number - born.release_number + 1, close.release_number - born.release_number + 1,
         settled.newest - settled.release_number,
         born.day - p.last_day, settled.day - p.last_day, close.day - p.last_day,
         c.lowest, c.highest, c.median, c.highest - c.lowest, (c.highest - c.lowest) / nullif(abs(c.highest), 0),
         c.latest, born.release_number > 1
    FROM cell AS c
    JOIN figures.series AS s USING (series_id)
    JOIN figures.periods AS p USING (period_id)
    JOIN release AS born ON born.released = c.born
    JOIN release AS settled ON settled.released = c.settled
    JOIN release AS close ON close.released = c.close
   ORDER BY s.series_key, c.period_id
$$;
COMMENT ON FUNCTION figures.settling_time(text, jsonb, float8) IS
  'settling_time(dataset [, members, near_share]): for each cell in how many releases it had its last number (settled_after, 1: never revised), when it came within near_share of it and stayed there, and the same in days after the end of the period. revisions counts other numbers, changes also missing ones. unchanged_for: releases since the last number came; with 0 nothing is known yet of whether it stays.';

CREATE OR REPLACE FUNCTION figures.silent_releases(dataset text)
RETURNS TABLE (vintage_id text, released_at timestamptz, why text, changed_cells integer, changes jsonb,
               newest_period text, reporting_round text, days_into_round integer)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH newest AS (
    SELECT h.released, max(h.period_id) AS period_id
      FROM figures.histories AS h
     WHERE h.dataset_id = (SELECT d.dataset_id FROM figures.datasets AS d WHERE d.dataset_code = upper($1))
     GROUP BY h.released, h.period_id / 100000000
  ), reached AS (
    SELECT r.vintage_id, r.released_at, r.silent, r.released, r.changes,
           (SELECT count(*) FROM newest AS n
             WHERE n.released = r.released
               AND n.period_id > (SELECT max(o.period_id) FROM newest AS o
                                   WHERE o.released < r.released AND o.period_id / 100000000 = n.period_id / 100000000)) AS new_ends,
           (SELECT max(o.period_id) FROM newest AS o WHERE o.released <= r.released) AS last_period,
           (SELECT sum(value::integer) FROM jsonb_each_text(r.changes)
             WHERE key IN ('revised', 'withdrawn', 'backfilled', 'vanished', 'reappeared')) AS changed,
           r.released > min(r.released) OVER () AS has_past
      FROM figures.releases AS r
     WHERE r.dataset_code = upper($1) AND r.outcome = 'vintage' AND NOT r.restructured
  )
  SELECT r.vintage_id, r.released_at,
         concat_ws(', ', CASE WHEN r.silent THEN 'under an old stamp' END, CASE WHEN r.new_ends = 0 THEN 'no new period' END),
         r.changed::integer, r.changes, p.time_period, round.reporting_round,
         (r.released_at AT TIME ZONE 'Europe/Brussels')::date - (round.first_released_at AT TIME ZONE 'Europe/Brussels')::date
    FROM reached AS r
    LEFT JOIN figures.periods AS p ON p.period_id = r.last_period
    LEFT JOIN figures.round_releases AS member ON member.vintage_id = r.vintage_id
    LEFT JOIN figures.reporting_rounds AS round ON round.dataset_code = member.dataset_code
                                               AND round.reporting_round = member.reporting_round
   WHERE r.has_past AND r.changed > 0 AND (r.silent OR r.new_ends = 0)
   ORDER BY r.released
$$;
COMMENT ON FUNCTION figures.silent_releases(text) IS
  'silent_releases(dataset): vintages that changed published figures without saying so: under an old stamp, or without bringing a new period. days_into_round counts from the first release of the reporting round it falls in.';
