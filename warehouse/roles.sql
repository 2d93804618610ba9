-- Who may do what: the owner migrates, the loader writes, the analyst reads figures and nothing else.
DO $$
DECLARE
  role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['vintages_loader', 'vintages_analyst'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role);
      EXECUTE format('GRANT %I TO CURRENT_USER', role);  -- so that the owner can act as the analyst
    END IF;
  END LOOP;
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA vintages, stage, quality FROM PUBLIC;

GRANT USAGE ON SCHEMA vintages, stage, quality, figures TO vintages_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA vintages, stage, quality TO vintages_loader;
GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA vintages, stage, quality TO vintages_loader;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA vintages, stage, quality TO vintages_loader;

GRANT SELECT ON public.migration TO vintages_loader;  -- for `vintages doctor` where it has no other role

GRANT USAGE ON SCHEMA figures TO vintages_analyst;
-- A view's functions run with the rights of whoever asks; these only convert moments and take cells apart.
GRANT EXECUTE ON FUNCTION vintages.moment, vintages.moment_at, vintages.value_in, vintages.number_in, vintages.flags_in, vintages.left_with TO vintages_analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA figures TO vintages_analyst, vintages_loader;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA figures TO vintages_analyst, vintages_loader;

GRANT USAGE ON SCHEMA alerts TO vintages_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA alerts TO vintages_loader;
GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA alerts TO vintages_loader;

GRANT USAGE ON SCHEMA documents TO vintages_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA documents TO vintages_loader;
GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA documents TO vintages_loader;
