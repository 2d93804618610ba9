-- Let the planner know what a release did to the strips of its dataset.
SELECT vintages.analyze_strips(%(dataset_id)s::smallint)
