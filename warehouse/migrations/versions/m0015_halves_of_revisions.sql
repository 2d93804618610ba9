-- A question of revisions reads what it needs: the views are stated again with figures, one of them with other columns.
CREATE OR REPLACE VIEW figures.revisions AS
SELECT NULL::text AS dataset_code, NULL::text AS series_key, NULL::jsonb AS dimensions, NULL::text AS time_period,
       NULL::text AS change_kind, NULL::text AS before, NULL::text AS after, NULL::numeric AS before_number,
       NULL::numeric AS after_number, NULL::numeric AS absolute, NULL::numeric AS relative, NULL::text AS status_before,
       NULL::text AS status_after, NULL::text AS vintage_before, NULL::text AS vintage_after, NULL::timestamptz AS released_at;
DROP VIEW vintages.change;

-- plain is said of the cell before, too, so that its number is read as fast.
UPDATE vintages.strip
   SET plain = false
 WHERE plain AND before IS NOT NULL AND before !~ '^([+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|:)( |$)';
