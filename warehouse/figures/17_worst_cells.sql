-- The cells that a release moved most, as its last check saw them.
CREATE OR REPLACE VIEW figures.worst_cells AS
SELECT dataset.dataset_code,
       last.released_at,
       cell.place::integer AS place,
       cell.said ->> 'series_key' AS series_key,
       cell.said ->> 'time_period' AS time_period,
       cell.said ->> 'before' AS before,
       cell.said ->> 'after' AS after,
       cell.said ->> 'usual' AS usual
  FROM (SELECT DISTINCT ON (dataset_id, released_at) dataset_id, released_at, worst_cells
          FROM quality.check_run
         WHERE verdict IS NOT NULL
         ORDER BY dataset_id, released_at, check_run_id DESC) AS last
  JOIN vintages.dataset USING (dataset_id)
 CROSS JOIN LATERAL jsonb_array_elements(last.worst_cells) WITH ORDINALITY AS cell (said, place);

COMMENT ON VIEW figures.worst_cells IS 'The cells that each release moved most against what is usual, at most twenty: kept by its last check, of members that failed a rule first.';
COMMENT ON COLUMN figures.worst_cells.dataset_code IS 'Eurostat''s code, upper case.';
COMMENT ON COLUMN figures.worst_cells.released_at IS 'Publication time of the release.';
COMMENT ON COLUMN figures.worst_cells.place IS 'Counted from 1, the worst.';
COMMENT ON COLUMN figures.worst_cells.series_key IS 'Dimension codes in the structure''s order, joined by dots.';
COMMENT ON COLUMN figures.worst_cells.time_period IS 'Reference period: what the figure is about.';
COMMENT ON COLUMN figures.worst_cells.before IS 'Value before, as published, with its flags where these are what changed; NULL where there was none.';
COMMENT ON COLUMN figures.worst_cells.after IS 'Value after, as published, with its flags where these are what changed, or its number was withdrawn; NULL where there is none.';
COMMENT ON COLUMN figures.worst_cells.usual IS 'How far figures of that age went before, in words; NULL where nothing is known.';
