-- The cells that a release moved most, as its last check kept them, with the names of their series.
SELECT cell.series_key, series.dimensions, series.labels, cell.time_period, cell.before, cell.after, cell.usual
  FROM figures.worst_cells AS cell
 CROSS JOIN LATERAL figures.series_named(cell.dataset_code, cell.series_key) AS series
 WHERE cell.dataset_code = %(dataset_code)s AND cell.released_at = %(released_at)s
 ORDER BY cell.place
 LIMIT %(most)s
