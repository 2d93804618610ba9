-- Lay the stage of a check run out for its rules.
SELECT quality.open(%(check_run_id)s) AS bench
