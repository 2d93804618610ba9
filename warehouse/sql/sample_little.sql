-- For the rest of the transaction, ANALYZE looks at 3,000 rows: counts and kinds want no more.
SET LOCAL default_statistics_target = 10
