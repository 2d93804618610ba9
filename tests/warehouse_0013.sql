-- Cells that ended stand in their strips, too, as the releases of the time would have left them.
WITH whole AS (
  INSERT INTO vintages.period_set (periods) VALUES ('{100002021, 100002022}') RETURNING period_set_id
), both_years AS (
  UPDATE vintages.strip SET period_set_id = whole.period_set_id, cells = E'1\t2 p', lone_places = '{2}'
    FROM whole WHERE series_id = 1 AND strip.period_set_id < 0)
INSERT INTO vintages.strip (series_id, period_set_id, released, dataset_id, plain, lone_places, cells)
SELECT 2, period_set_id, 758160000, 1, true, '{1, 2}', E'12.30\t:' FROM whole;

-- The first release of another dataset waits.
INSERT INTO vintages.dataset (dataset_code) VALUES ('WAITS');
INSERT INTO stage.stage (dataset_id, release_key, released_at, based_on_loads, content_hash, facts)
SELECT dataset_id, 'WAITS@2024-01-10', '2024-01-10', loads, '', '{"periods": ["2021"]}'
  FROM vintages.dataset WHERE dataset_code = 'WAITS';
SELECT stage.open_first(stage_id, dataset_id, vintages.moment(released_at), -1) FROM stage.stage;
