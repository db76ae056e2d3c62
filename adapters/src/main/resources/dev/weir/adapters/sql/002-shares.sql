create table share (
    bucket text primary key,
    level bigint not null,
    filled_at bigint not null
);

create table lease (
    bucket text not null,
    holder text not null,
    amount bigint not null,
    ends_at bigint not null,
    primary key (bucket, holder)
);
