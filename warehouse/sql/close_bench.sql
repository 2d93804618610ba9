-- Take the bench of a check run away.
SELECT quality.close(%(check_run_id)s)
