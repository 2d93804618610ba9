-- Share of the series before that are gone from the file.
SELECT lost::float8 / nullif(series_before, 0) AS observed,
       format('%s of %s series are gone (%s%%): at most %s%% may go at once (max_lost_series_share)',
              to_char(lost, 'FM999,999,999'), to_char(series_before, 'FM999,999,999'),
              round(100.0 * lost / nullif(series_before, 0), 1),
              (SELECT 100 * "limit" FROM rule WHERE check_id = 'series.lost')) AS said
  FROM (SELECT greatest(0, series_before - series + new_series) AS lost, series_before FROM facts) AS counted
