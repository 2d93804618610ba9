-- A step of the line that ended: how long it took, and how.
INSERT INTO vintages.step (dataset_code, released_at, step, started_at, seconds, outcome, error)
VALUES (%(dataset_code)s, %(released_at)s, %(step)s, %(started_at)s, %(seconds)s, %(outcome)s, %(error)s)
