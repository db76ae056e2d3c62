create table audit_record (
    id text primary key,
    happened_at bigint not null,
    kind text not null,
    team text not null,
    actor text not null,
    action text not null,
    session text not null,
    decision text not null,
    body text not null
);

create index audit_record_time on audit_record (happened_at, id);

create index audit_record_team on audit_record (team, happened_at);

create index audit_record_session on audit_record (session, happened_at);

create table audit_source (
    name text primary key,
    position bigint not null
);

create table store_name (
    name text primary key
);
