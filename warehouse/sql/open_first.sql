-- Make the table that the first release of a dataset is copied into.
SELECT stage.open_first(%(stage_id)s, %(dataset_id)s::smallint, vintages.moment(%(released_at)s))
