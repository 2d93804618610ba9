-- What a server must be like for a warehouse: version, encoding, whose database it is, our rights, the analyst's limits.
SELECT current_setting('server_version_num')::integer / 10000 AS version,
       current_setting('server_encoding') AS encoding,
       to_regclass('public.dag_run') IS NOT NULL AS is_airflows,
       EXISTS (SELECT FROM pg_roles WHERE rolname = 'vintages_analyst')
         AND NOT pg_has_role(current_user, 'vintages_analyst', 'SET') AS lacks_analyst,
       current_user AS role,
       current_database() AS database,
       EXISTS (SELECT FROM pg_roles WHERE rolname = 'vintages_analyst'
                 AND has_function_privilege(oid, 'pg_catalog.lo_create(oid)', 'EXECUTE')) AS lacks_limits
