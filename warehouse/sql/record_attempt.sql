-- One request to a source and what came of it.
INSERT INTO vintages.fetch (dataset_code, purpose, url, started_at, seconds, outcome, http_status, bytes_received, archive_key, error, headers)
VALUES (%(dataset_code)s, %(purpose)s, %(url)s, %(started_at)s, %(seconds)s, %(outcome)s, %(http_status)s, %(bytes_received)s, %(archive_key)s, %(error)s, %(headers)s)
