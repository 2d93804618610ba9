-- Before a release older than all others: every cell leaves the strip that it came in.
WITH taken AS MATERIALIZED (
  DELETE FROM vintages.strip
   WHERE dataset_id = %(dataset_id)s AND period_set_id < 0
  RETURNING *)
INSERT INTO vintages.strip (series_id, period_set_id, released, replaced, dataset_id, plain, cells)
SELECT series_id, periods[place], released, vintages.left_with(departures, place::integer),
       %(dataset_id)s, plain, cell
  FROM taken
  JOIN vintages.period_set USING (period_set_id)
 CROSS JOIN LATERAL string_to_table(cells, E'\t') WITH ORDINALITY AS each (cell, place)
 WHERE cell <> ''
