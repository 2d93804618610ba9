-- Let the planner know what a first load filled.
SELECT vintages.analyze_small()
