-- When each URL was last answered for each of the purposes, whatever the answer; not what failed in passing.
SELECT url, purpose, max(started_at) AS answered_at
  FROM vintages.fetch
 WHERE purpose = ANY(%(purposes)s) AND outcome <> ALL(%(passing)s)
 GROUP BY url, purpose
