-- A list of periods that strips of many cells have, and its number.
SELECT vintages.period_set_of(%(periods)s::integer[]) AS period_set_id
