-- Gather the cells that are as a release brought them into a strip for each series.
SELECT vintages.pack(%(dataset_id)s::smallint, vintages.moment(%(released_at)s), %(period_set_id)s)
