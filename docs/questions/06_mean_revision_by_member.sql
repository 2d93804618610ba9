-- 6. Mean absolute revision and bias by region, from the first to the latest figure of a span of periods?
-- mean_revision is the bias: positive where first figures are too low. n is beside it, as is the
-- number of releases that the latest figure had; figures never revised count with 0.
-- Runs on SYNTHETIC_WEEKLY. All indicators at once: figures.revision_summary.
SELECT dimensions ->> 'region' AS region,
       round(avg(revision), 3) AS mean_revision,
       round(avg(abs(revision)), 3) AS mean_absolute_revision,
       round(sum(abs(revision)) / nullif(sum(abs(preliminary_number)), 0), 5) AS relative_mean_absolute_revision,
       round(avg((revision <> 0)::integer), 3) AS share_revised,
       count(*) AS n,
       count(*) FILTER (WHERE first_seen) AS n_whose_first_publication_is_held
  FROM figures.revision_pairs('SYNTHETIC_WEEKLY', 'first', 'latest')
 WHERE time_period BETWEEN '2025-W40' AND '2026-W05'
 GROUP BY region
 ORDER BY region
