-- What a server must be like for a warehouse: its version, its encoding, whose database it is, and our rights.
SELECT current_setting('server_version_num')::integer / 10000 AS version,
       current_setting('server_encoding') AS encoding,
       to_regclass('public.dag_run') IS NOT NULL AS is_airflows,
       EXISTS (SELECT FROM pg_roles WHERE rolname = 'vintages_analyst')
         AND NOT pg_has_role(current_user, 'vintages_analyst', 'SET') AS lacks_analyst,
       current_user AS role
