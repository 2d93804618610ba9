-- Register periods; their numbers follow from their labels, so they are the same everywhere.
INSERT INTO vintages.period (period_id, time_period, frequency, first_day, last_day)
VALUES (%(period_id)s, %(time_period)s, %(frequency)s, %(first_day)s, %(last_day)s)
    ON CONFLICT DO NOTHING
