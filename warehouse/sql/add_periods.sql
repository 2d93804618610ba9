-- Register periods; their numbers follow from their labels, so they are the same everywhere. All in one statement: there
-- are thousands of days.
INSERT INTO vintages.period (period_id, time_period, frequency, first_day, last_day)
SELECT * FROM unnest(%(period_id)s::integer[], %(time_period)s::text[], %(frequency)s::text[],
                     %(first_day)s::date[], %(last_day)s::date[])
    ON CONFLICT DO NOTHING
