-- Whether a dataset has a vintage before a moment of publication time; a release before its oldest one is empty.
SELECT EXISTS (SELECT FROM vintages.release
                WHERE dataset_id = %(dataset_id)s AND released < vintages.moment(%(released_at)s)
                  AND outcome = 'vintage') AS there
