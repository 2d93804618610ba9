-- Note what became of a stage, when it did, and who said so.
UPDATE stage.stage
   SET status = %(status)s, reason = coalesce(%(reason)s, reason), decided_by = coalesce(%(decided_by)s, decided_by),
       decided_because = coalesce(%(decided_because)s, decided_because),
       decided_at = CASE WHEN status = %(status)s THEN decided_at ELSE clock_timestamp() END
 WHERE stage_id = %(stage_id)s
