-- Let the planner know how many changes there are, and of which kinds.
ANALYZE {changes} (leg, series_id, period_id, change_kind)
