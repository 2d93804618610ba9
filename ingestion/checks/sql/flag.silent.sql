-- Share of revised old figures that bear no flag saying so (b, e, i, p, r).
SELECT count(*) FILTER (WHERE coalesce(after_flags, '') !~ '^[a-z]*[beipr]')::float8 / nullif(count(*), 0) AS observed,
       format('%s old figures were revised', count(*)) AS said
  FROM revised WHERE NOT young
