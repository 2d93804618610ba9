-- Share of revised old figures that bear no flag saying so (b, e, i, p, r), of at least 20.
SELECT CASE WHEN count(*) >= 20
            THEN count(*) FILTER (WHERE coalesce(after_flags, '') !~ '^[a-z]*[beipr]')::float8 / count(*) ELSE 0 END AS observed,
       format('%s old figures were revised, %s of them without a flag', count(*),
              count(*) FILTER (WHERE coalesce(after_flags, '') !~ '^[a-z]*[beipr]')) AS said
  FROM revised WHERE NOT young
