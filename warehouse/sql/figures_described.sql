-- Every view and function of the schema figures, with its COMMENT and its columns in their order.
SELECT 'view' AS kind,
       relation.relname::text AS name,
       relation.relname::text AS signature,
       NULL AS result,
       obj_description(relation.oid, 'pg_class') AS said,
       (SELECT json_agg(json_build_array(attname, format_type(atttypid, atttypmod), col_description(attrelid, attnum)) ORDER BY attnum)
          FROM pg_attribute
         WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped) AS columns
  FROM pg_class AS relation
 WHERE relation.relnamespace = 'figures'::regnamespace AND relation.relkind = 'v'
UNION ALL
SELECT 'function',
       routine.proname::text,
       routine.proname || '(' || pg_get_function_arguments(routine.oid) || ')',
       CASE WHEN routine.proretset THEN NULL ELSE pg_get_function_result(routine.oid) END,
       obj_description(routine.oid, 'pg_proc'),
       (SELECT json_agg(json_build_array(argument.name, format_type(argument.type, NULL), NULL) ORDER BY place)
          FROM unnest(routine.proargnames, routine.proallargtypes, routine.proargmodes) WITH ORDINALITY
            AS argument (name, type, mode, place)
         WHERE argument.mode = 't')
  FROM pg_proc AS routine
 WHERE routine.pronamespace = 'figures'::regnamespace
 ORDER BY kind DESC, signature
