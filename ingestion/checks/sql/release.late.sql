-- Days between this release and the one before, over the days that the dataset's file expects.
SELECT extract(epoch FROM released_at - released_before) / 86400.0 / expected_within_days AS observed,
       format('%s days after the release before, expected within %s', (released_at::date - released_before::date), expected_within_days) AS said
  FROM facts
