\connect warehouse
-- What a new server allows every role, and the analyst needs not. By a superuser, in the warehouse's own database.
DO $$
DECLARE
  function regprocedure;
  database name := current_database();
  owner regrole := (SELECT datdba FROM pg_database WHERE datname = current_database());
BEGIN
  -- Large objects are tables that every role may fill; loads wait for each other by advisory locks.
  FOR function IN
    SELECT oid FROM pg_proc
     WHERE pronamespace = 'pg_catalog'::regnamespace
       AND proname ~ '^lo(_|read$|write$)|advisory|^pg_logical_emit_message$'
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', function);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s, vintages_loader', function, owner);
  END LOOP;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', database);
  EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO vintages_loader', database);
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO vintages_analyst', database);
END $$;

-- A role can lift the first two for itself: they are against accidents. The last two it cannot.
ALTER ROLE vintages_analyst SET statement_timeout = '15min';
ALTER ROLE vintages_analyst SET idle_in_transaction_session_timeout = '10min';
ALTER ROLE vintages_analyst SET temp_file_limit = '20GB';
ALTER ROLE vintages_analyst CONNECTION LIMIT 50;
