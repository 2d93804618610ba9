-- Count again the changes of releases whose cells now follow other versions.
UPDATE vintages.release
   SET changes = counted.changes
  FROM (SELECT released, jsonb_object_agg(change_kind, cells) AS changes
          FROM (SELECT released, change_kind, count(*) AS cells
                  FROM vintages.change
                 WHERE dataset_id = %(dataset_id)s AND released = ANY (%(moments)s)
                 GROUP BY released, change_kind) AS kinds
         GROUP BY released) AS counted
 WHERE release.dataset_id = %(dataset_id)s AND release.released = counted.released
