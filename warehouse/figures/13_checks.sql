-- What the rules saw of each release.
CREATE OR REPLACE VIEW figures.check_history AS
SELECT dataset.dataset_code,
       check_run.released_at,
       check_run.started_at AS checked_at,
       check_run.verdict,
       check_outcome.check_id,
       check_outcome.severity,
       check_outcome.outcome,
       check_outcome.observed,
       check_outcome."limit",
       check_outcome.bad_rows,
       check_outcome.description,
       check_outcome.reason,
       check_outcome.sample,
       check_outcome.error,
       check_outcome.remembered_id IS NOT NULL AS remembered,
       check_run.seconds,
       check_run.stage_id,
       check_run.check_run_id
  FROM quality.check_outcome
  JOIN quality.check_run USING (check_run_id)
  JOIN vintages.dataset USING (dataset_id);

CREATE OR REPLACE VIEW figures.checks AS
SELECT history.*
  FROM figures.check_history AS history
  JOIN (SELECT dataset_code, released_at, max(check_run_id) AS check_run_id
          FROM figures.check_history GROUP BY dataset_code, released_at) AS last
 USING (dataset_code, released_at, check_run_id);

COMMENT ON VIEW figures.check_history IS 'What every rule saw in every check of every release, also where it passed: one row per check and rule.';
COMMENT ON VIEW figures.checks IS 'The last check of each release: one row per release and rule.';
DO $$
DECLARE
  said record;
BEGIN
  FOR said IN
    SELECT view_name, name, sentence
      FROM (VALUES ('check_history'), ('checks')) AS views (view_name),
           (VALUES
    ('dataset_code', 'Eurostat''s code, upper case.'),
    ('released_at', 'Publication time of the release that was checked.'),
    ('checked_at', 'When it was checked.'),
    ('verdict', 'accept, accept_with_warnings or quarantine; NULL while the check runs.'),
    ('check_id', 'The rule; docs/explanation/checks.md lists them.'),
    ('severity', 'info, warning or critical; a rule that could not be asked is critical.'),
    ('outcome', 'pass, fail or error.'),
    ('observed', 'The number that the rule looked at: a share, or how many rows broke it.'),
    ('limit', 'The most that passed, the dataset''s own past included; NULL where one row is too many.'),
    ('bad_rows', 'How many rows broke the rule; NULL for rules over one number.'),
    ('description', 'The rule in a few words.'),
    ('reason', 'The rule in words, with the worst that it found.'),
    ('sample', 'At most twenty rows that broke the rule, worst first; or the number with a sentence.'),
    ('error', 'Why the rule could not be asked.'),
    ('remembered', 'Whether a remembered decision let it pass.'),
    ('seconds', 'How long the whole check took.'),
    ('stage_id', 'Number of the stage, as vintages decide takes it.'),
    ('check_run_id', 'Number of the check inside this warehouse; do not quote it.')) AS fixed (name, sentence) LOOP
    EXECUTE format('COMMENT ON COLUMN figures.%I.%I IS %L', said.view_name, said.name, said.sentence);
  END LOOP;
END $$;
