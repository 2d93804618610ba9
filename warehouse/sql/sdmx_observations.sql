-- The versions of cells that an SDMX data query asks for, by series and period.
WITH asked AS MATERIALIZED (
  SELECT DISTINCT found.dataset_id, found.series_id, found.dimensions,
         dense_rank() OVER (ORDER BY found.series_key COLLATE "C", found.dimensions) AS place  -- two series may have one key
    FROM jsonb_array_elements(%(keys)s) AS key (members)
   CROSS JOIN LATERAL figures.series_asked(%(dataset_code)s, key.members) AS found
   WHERE NOT EXISTS (SELECT FROM jsonb_each(%(without)s) AS unwanted
                      WHERE unwanted.value ? (found.dimensions ->> unwanted.key))
), taken AS MATERIALIZED (  -- and the one after each, to which a late release may leave what was current before
  SELECT unnest(ARRAY[released, following]) AS released
    FROM (SELECT released, recorded_at, lead(released) OVER (ORDER BY released) AS following
            FROM figures.releases
           WHERE dataset_code = %(dataset_code)s) AS each
   WHERE recorded_at > %(updated_after)s
)
SELECT asked.dimensions, period.time_period, cell.obs_value, cell.as_published,
       nullif(split_part(cell.flags, '@', 1), '') AS obs_status,
       nullif(split_part(cell.flags, '@', 2), '') AS conf_status,
       to_timestamp(cell.released::bigint + 946684800) AS released_at,
       CASE WHEN cell.replaced <= %(released)s THEN to_timestamp(cell.replaced::bigint + 946684800) END AS replaced_at
  FROM asked
  JOIN figures.histories AS cell USING (dataset_id, series_id)
  JOIN figures.periods AS period USING (period_id)
 WHERE cell.released <= %(released)s
   -- coalesce, since the planner takes a version that nothing replaced for a rare thing
   AND (%(history)s OR coalesce(cell.replaced > %(released)s, true))
   AND CASE WHEN %(updated_after)s::timestamptz IS NULL THEN cell.as_published IS NOT NULL
            ELSE cell.released IN (SELECT released FROM taken)
                 -- a cell that went with its dimensions has no name among today's: a part of one would be that of others
                 AND (cell.as_published IS NOT NULL
                      OR ARRAY(SELECT jsonb_object_keys(asked.dimensions) COLLATE "C" ORDER BY 1) = %(dimensions)s) END
   AND (%(labels)s::text[] IS NULL OR period.time_period = ANY (%(labels)s))
   AND (%(first_day)s::date IS NULL OR period.first_day >= %(first_day)s)
   AND (%(last_day)s::date IS NULL OR period.last_day <= %(last_day)s)
 ORDER BY asked.place, cell.period_id, cell.released
 LIMIT %(limit)s OFFSET %(offset)s
