-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY IF NOT EXISTS bookmarks_folder_added
    ON public.bookmarks USING btree (folder, added_at DESC);
CREATE INDEX CONCURRENTLY bookmarks_added ON bookmarks (added_at);

-- migrate:down
DROP INDEX bookmarks_added;
DROP INDEX bookmarks_folder_added;
