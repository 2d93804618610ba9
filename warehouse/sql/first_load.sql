-- The first release of a dataset: fill its partition, then build its key.
SELECT vintages.first_load(%(dataset_id)s, %(stage_id)s, vintages.moment(%(released_at)s)) AS loaded
