-- Share of the cells before that are gone from the file.
SELECT vanished::float8 / nullif(observations_before, 0) AS observed,
       format('%s of %s cells are gone (%s%%): at most %s%% may go at once (max_lost_cells_share)',
              to_char(vanished, 'FM999,999,999'), to_char(observations_before, 'FM999,999,999'),
              round(100.0 * vanished / nullif(observations_before, 0), 1),
              (SELECT 100 * "limit" FROM rule WHERE check_id = 'cells.lost')) AS said
  FROM facts
