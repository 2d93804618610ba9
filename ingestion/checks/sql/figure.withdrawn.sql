-- Old cells that had a number and are missing or confidential now, the largest first.
SELECT 'geo=' || geo AS member,
       format('%s, %s: %s to %s', series_key, time_period, before, concat_ws(' ', after, after_flags)) AS said,
       series_key, time_period, before, after
  FROM moved JOIN series USING (series_id)
 WHERE change_kind = 'withdrawn' AND before_value IS NOT NULL AND NOT young
 ORDER BY weight DESC, time_period
