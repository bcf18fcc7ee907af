-- migrate:up
create table bookmarks (
    id bigserial primary key,
    url text not null,
    folder text not null,
    added_at timestamptz not null default now()
);
create unique index bookmarks_url on bookmarks (url);

-- migrate:down
drop table bookmarks;
