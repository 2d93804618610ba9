-- The verdict over a stage, and how long it took.
UPDATE quality.check_run SET verdict = %(verdict)s, seconds = %(seconds)s WHERE check_run_id = %(check_run_id)s
