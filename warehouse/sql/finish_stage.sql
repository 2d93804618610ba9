-- Note what a stage holds, once its changes stand in their table.
UPDATE stage.stage SET facts = %(facts)s, content_hash = %(content_hash)s WHERE stage_id = %(stage_id)s
