-- Where the figure of a period comes from that is current, with its citation.
SELECT * FROM figures.provenance(%(dataset_code)s, %(series_key)s, %(time_period)s)
