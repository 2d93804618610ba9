-- Let the planner know how many datasets, series, periods and releases there are.
SELECT vintages.analyze_small()
