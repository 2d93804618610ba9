-- OBS_STATUS and CONF_STATUS as published since 27 January 2025, and the letters c, s, z of before.
SELECT format('%L on %s cells', after_flags, sum(cells)) AS said
  FROM seen
 WHERE after_flags IS NOT NULL
 GROUP BY after_flags
HAVING after_flags !~ '^[bcdefimnprsuz]*(@[CNPFS])?$'
 ORDER BY sum(cells) DESC
