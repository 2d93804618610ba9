-- A dimension that comes or goes moves every key. The first vintage is held to the dataset's file.
SELECT format('wanted %s, there are %s (new: %s; gone: %s)',
              array_to_string(dimensions_wanted, ', '), array_to_string(dimensions, ', '),
              coalesce((SELECT string_agg(name, ', ') FROM unnest(dimensions) AS name WHERE name <> ALL (dimensions_wanted)), 'none'),
              coalesce((SELECT string_agg(name, ', ') FROM unnest(dimensions_wanted) AS name WHERE name <> ALL (dimensions)), 'none')) AS said
  FROM facts
 WHERE NOT (dimensions_wanted @> dimensions AND dimensions_wanted <@ dimensions)
