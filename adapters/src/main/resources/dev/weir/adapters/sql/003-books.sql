create table gateway (
    name text primary key,
    fence bigint not null,
    position bigint not null,
    ends_at bigint not null
);

create table account (
    name text primary key,
    spent bigint not null,
    overrun bigint not null,
    wanted_until bigint not null
);

create table account_lease (
    account text not null,
    gateway text not null,
    amount bigint not null,
    version bigint not null,
    primary key (account, gateway)
);

create index account_lease_of_gateway on account_lease (gateway) where amount > 0;

create table used (
    day text not null,
    team text not null,
    client text not null,
    person text not null,
    project text not null,
    cost_center text not null,
    provider text not null,
    model text not null,
    requests bigint not null,
    failed bigint not null,
    fresh bigint not null,
    cache_read bigint not null,
    cache_write bigint not null,
    output bigint not null,
    reasoning bigint not null,
    cost bigint not null,
    delivered bigint not null,
    savings bigint not null,
    estimated bigint not null,
    unpriced bigint not null,
    primary key (day, team, client, person, project, cost_center, provider, model)
);

create index used_by_team on used (team, day);

create table alert (
    name text primary key,
    body text not null,
    due_at bigint not null,
    sent integer not null
);
