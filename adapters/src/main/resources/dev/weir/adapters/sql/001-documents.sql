create table document (
    kind text not null,
    id text not null,
    version bigint not null,
    body text,
    changed_at bigint not null,
    changed_by text not null,
    primary key (kind, id)
);

create table document_version (
    kind text not null,
    id text not null,
    version bigint not null,
    body text,
    changed_at bigint not null,
    changed_by text not null,
    primary key (kind, id, version)
);

create table counter (
    name text primary key,
    value bigint not null
);

insert into counter (name, value) values ('change', 0), ('outbox', 0);

create table outbox (
    number bigint primary key,
    id text not null unique,
    happened_at bigint not null,
    body text not null
);

create table reply (
    caller text not null,
    name text not null,
    request text not null,
    answer text not null,
    answered_at bigint not null,
    primary key (caller, name)
);
