-- Until the end of the transaction, the names of a bench are found first.
SELECT set_config('search_path', quote_ident(%(bench)s) || ', pg_catalog', true)
