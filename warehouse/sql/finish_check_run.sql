-- The verdict over a stage, how long it took, and the cells that moved most.
UPDATE quality.check_run SET verdict = %(verdict)s, seconds = %(seconds)s, worst_cells = %(worst_cells)s
 WHERE check_run_id = %(check_run_id)s
