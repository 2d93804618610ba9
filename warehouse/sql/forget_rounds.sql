-- Forget the reporting rounds of a dataset that its source file no longer names.
DELETE FROM vintages.reporting_round WHERE dataset_id = %(dataset_id)s AND reporting_round <> ALL (%(names)s::text[])
