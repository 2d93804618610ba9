-- 4. How much of the change of the total comes from which member?
-- contribution adds up to total_revision; share_of_revision above 1 means that others went the other
-- way. Where the total is published, name it as `total`, and a row "unexplained" says what its
-- members do not. change_kind tells a new reporter from a revision.
-- Runs on SYNTHETIC_WEEKLY: the regions of kind K1, between two releases.
SELECT time_period, member AS region, change_kind, before, after, contribution, total_revision,
       round(share_of_revision, 3) AS share_of_revision
  FROM figures.contributions('SYNTHETIC_WEEKLY', 'as of 2026-01-10', 'as of 2026-01-23', 'region',
                             members => '{"kind": "K1"}')
 WHERE time_period = '2026-W01'
