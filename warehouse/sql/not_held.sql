-- Releases that the catalogue announced before a moment, that are not held, and that no person knows of.
-- One that was lost, as the next came before it was brought in, is told for a month: nothing ends it else.
SELECT dataset_code, released_at, announced_at, state, because, to_do,
       NOT EXISTS (SELECT FROM vintages.announced AS later
                    WHERE later.dataset_code = missing.dataset_code AND later.released_at > missing.released_at) AS is_newest
  FROM figures.missing_releases AS missing
 WHERE announced_at < %(before)s AND last_announced_at > %(before)s - interval '30 days'
   AND state IN ('not_fetched', 'under_way', 'failed', 'refused', 'missed')
 ORDER BY dataset_code, released_at
