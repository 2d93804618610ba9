-- The same bytes read otherwise before: the newer reading stands.
DELETE FROM documents.capture AS older
 USING documents.capture AS newer
 WHERE newer.edition_id = %(edition_id)s AND newer.release_key = older.release_key AND older.edition_id <> newer.edition_id
   AND older.loaded_at IS NOT NULL
