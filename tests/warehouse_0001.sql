-- Three releases as they lay in the tables of migration 0001, the second of them loaded last.
INSERT INTO vintages.dataset (dataset_id, dataset_code, loads) OVERRIDING SYSTEM VALUE VALUES (1, 'DEMO', 3);
INSERT INTO vintages.dimension_set (dimension_set_id, dataset_id, dimensions) OVERRIDING SYSTEM VALUE VALUES (1, 1, '{geo}');
INSERT INTO vintages.series (series_id, dataset_id, dimension_set_id, series_key, dimensions) VALUES
  (1, 1, 1, 'BE', '{"geo": "BE"}'),
  (2, 1, 1, 'FR', '{"geo": "FR"}');
INSERT INTO vintages.period (period_id, time_period, frequency, first_day, last_day) VALUES
  (100002021, '2021', 'A', '2021-01-01', '2021-12-31'),
  (100002022, '2022', 'A', '2022-01-01', '2022-12-31'),
  (100002023, '2023', 'A', '2023-01-01', '2023-12-31');
INSERT INTO vintages.release (release_id, dataset_id, released_at, recorded_at, outcome, release_key, content_hash,
  dimension_set_id, layout, stamps, evidence, observations, changes) OVERRIDING SYSTEM VALUE VALUES
  (1, 1, '2024-01-10 00:00:00+00', '2024-01-10 09:00:00+00', 'vintage', 'DEMO@2024-01-10',
   'd9b39e9020b2f53a204b452dcb45c9293d4d1fb8b5e5f480cdf3de9d665bc18c', 1, '{}', '{}', 'captured', 4, '{"first_published": 4}'),
  (2, 1, '2024-03-10 00:00:00+00', '2024-03-10 09:00:00+00', 'vintage', 'DEMO@2024-03-10',
   '16c79f3a55c70f1c925450f41b10188d55391ca2a45aa6c6bb38ef29a826418c', 1, '{}', '{}', 'captured', 5,
   '{"revised": 1, "backfilled": 1, "reappeared": 1, "first_published": 1}'),
  (3, 1, '2024-02-10 00:00:00+00', '2024-03-11 09:00:00+00', 'vintage', 'DEMO@2024-02-10',
   '3f832c81256ed538fab61dd443bfe323b1c677eee504f76b56951c6097779e37', 1, '{}', '{}', 'backfilled', 3,
   '{"revised": 1, "vanished": 1, "status_changed": 1}');
CREATE TABLE vintages.observation_1 PARTITION OF vintages.observation FOR VALUES IN (1);
CREATE TABLE vintages.replacement_1 PARTITION OF vintages.replacement FOR VALUES IN (1);
GRANT SELECT, INSERT, UPDATE, DELETE ON vintages.observation_1, vintages.replacement_1 TO vintages_loader;
INSERT INTO vintages.observation (series_id, period_id, released, dataset_id, obs_value, raw, flags) VALUES
  (1, 100002021, 758160000, 1, 1, NULL, NULL),
  (1, 100002022, 758160000, 1, 2, NULL, 'p'),
  (2, 100002021, 758160000, 1, 12.30, NULL, NULL),
  (2, 100002022, 758160000, 1, NULL, NULL, NULL),
  (1, 100002022, 760838400, 1, 2.5, NULL, NULL),
  (2, 100002021, 760838400, 1, NULL, '', NULL),
  (2, 100002022, 760838400, 1, NULL, NULL, 'c'),
  (1, 100002022, 763344000, 1, 3, NULL, NULL),
  (1, 100002023, 763344000, 1, 4, NULL, 'p'),
  (2, 100002021, 763344000, 1, 12.30, NULL, NULL),
  (2, 100002022, 763344000, 1, 7, NULL, 'e');
INSERT INTO vintages.replacement (series_id, period_id, released, replaced, dataset_id) VALUES
  (1, 100002022, 758160000, 760838400, 1),
  (1, 100002022, 760838400, 763344000, 1),
  (2, 100002021, 758160000, 760838400, 1),
  (2, 100002021, 760838400, 763344000, 1),
  (2, 100002022, 758160000, 760838400, 1),
  (2, 100002022, 760838400, 763344000, 1);
SELECT setval('vintages.dataset_dataset_id_seq', 1), setval('vintages.dimension_set_dimension_set_id_seq', 1),
       setval('vintages.release_release_id_seq', 3), setval('vintages.series_series_id_seq', 2);
INSERT INTO vintages.watcher (feed, last_poll_at, last_success_at) VALUES
  ('eurostat_update_feed', '2024-03-11 10:00:00+00', '2024-03-11 10:00:00+00');
