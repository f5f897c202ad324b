-- The tables of the plugin. It makes them where they are missing; they can also be made beforehand. Kill Bill's types serial and
-- longtext are those of MySQL and H2, and defined by Kill Bill for PostgreSQL. Instants are texts in UTC, 2026-04-01T00:00:00.000Z.

-- Rules, each version that was ever uploaded. The last version of a name is in effect; one without text took the pack away.
create table if not exists redress_rules (
    record_id serial unique,
    tenant_id varchar(36) not null,
    name varchar(100) not null,
    version int not null,
    rules longtext,
    stored varchar(30) not null,
    stored_by varchar(100) not null,
    primary key (record_id),
    unique (tenant_id, name, version)
);

-- Incidents, maintenances, tickets, claims and so on, each version that was ever told. account_id is empty where a fact is
-- about all accounts of the tenant.
create table if not exists redress_facts (
    record_id serial unique,
    tenant_id varchar(36) not null,
    kind varchar(20) not null,
    fact_id varchar(200) not null,
    version int not null,
    latest smallint not null,
    withdrawn smallint not null,
    account_id varchar(36) not null,
    happened varchar(30),
    fields longtext not null,
    stored varchar(30) not null,
    stored_by varchar(100) not null,
    primary key (record_id),
    unique (tenant_id, kind, fact_id, version),
    unique (tenant_id, account_id, latest, record_id)
);

-- What was settled, with its evidence. prepared: the items were given to Kill Bill, and whether they are on an invoice is not
-- known yet; committed: they are; abandoned: they are not, and never will be; voided: the invoice was.
create table if not exists redress_settlements (
    record_id serial unique,
    tenant_id varchar(36) not null,
    account_id varchar(36) not null,
    sequence int not null,
    invoice_id varchar(36),
    as_of varchar(30) not null,
    state varchar(12) not null,
    case_xml longtext not null,
    statement_xml longtext not null,
    stored varchar(30) not null,
    primary key (record_id),
    unique (tenant_id, account_id, sequence),
    unique (tenant_id, invoice_id, record_id)
);

-- Credits as each settlement left them. Only those of committed settlements count, and of one id that of the last.
create table if not exists redress_credits (
    tenant_id varchar(36) not null,
    account_id varchar(36) not null,
    sequence int not null,
    position int not null,
    fields longtext not null,
    primary key (tenant_id, account_id, sequence, position)
);

-- What became of each adjustment. item: with the invoice; waiting, done, failed: of what is done after the invoice.
create table if not exists redress_postings (
    tenant_id varchar(36) not null,
    account_id varchar(36) not null,
    sequence int not null,
    posting_id varchar(36) not null,
    state varchar(12) not null,
    attempts int not null,
    message longtext,
    fields longtext not null,
    primary key (tenant_id, account_id, sequence, posting_id),
    unique (state, tenant_id, account_id, sequence, posting_id)
);

-- What a person has to look at, once for each matter.
create table if not exists redress_reviews (
    record_id serial unique,
    tenant_id varchar(36) not null,
    account_id varchar(36) not null,
    matter varchar(64) not null,
    state varchar(12) not null,
    reason varchar(200) not null,
    sentence longtext,
    fields longtext not null,
    opened varchar(30) not null,
    closed varchar(30),
    closed_by varchar(100),
    note longtext,
    primary key (record_id),
    unique (tenant_id, account_id, matter),
    unique (tenant_id, state, record_id)
);
