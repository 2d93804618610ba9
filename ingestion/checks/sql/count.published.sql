-- Observations read against the count that Eurostat announces.
SELECT abs(observations - observation_count)::float8 / nullif(observation_count, 0) AS observed,
       format('%s observations were read, Eurostat announces %s', observations, observation_count) AS said
  FROM facts
