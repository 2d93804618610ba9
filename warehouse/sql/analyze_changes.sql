-- Let the planner know how many changes there are.
ANALYZE {changes}
