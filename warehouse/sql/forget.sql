-- Ask again from now on what a decision about a stage lets in without asking; how much that was.
UPDATE quality.remembered SET remember_until = current_date - 1
 WHERE stage_id = %(stage_id)s AND remember_until >= current_date
