-- Build the key of a first release, once its cells stand in their table.
SELECT stage.finish_first(%(stage_id)s)
