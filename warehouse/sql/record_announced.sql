-- A release that the catalogue shows, for the first time or again.
INSERT INTO vintages.announced AS held (dataset_code, released_at, observations)
VALUES (%(dataset_code)s, %(released_at)s, %(observations)s)
    ON CONFLICT (dataset_code, released_at) DO UPDATE
   SET observations = coalesce(excluded.observations, held.observations), last_seen_at = clock_timestamp()
