-- The standard case by PostgreSQL: one statement for many cases, as a database does it best. Run by psql with the cases as
-- its standard input.
\set ON_ERROR_STOP on
set client_min_messages = warning;
set jit = off;
set max_parallel_workers_per_gather = 0;

create table given ("case" int, record text, start bigint, "end" bigint, price numeric(18, 2));
\copy given from pstdin csv header
-- 64 copies of the cases, so that the statement itself costs little; each is settled.
create table records as
    select copy * (select count(distinct "case") from given) + "case" as id, record, int8range(start, "end") as span,
           100 * price as price
    from given, generate_series(0, 63) as copies(copy);
analyze records;

create view settled as
with gathered as (
    select id, max(price) as price, range_agg(span) filter (where record = 'month') as month,
           range_agg(span) filter (where record = 'outage') as outages,
           range_agg(span) filter (where record = 'maintenance') as maintenance
    from records group by id),
measured as (
    select id, price, (upper(month) - lower(month))::numeric as length,
           (select coalesce(sum(upper(span) - lower(span)), 0) from unnest(month * outages - maintenance) as span) as down
    from gathered),
rated as (
    select *, 10000 * (length - down) as up from measured)
select id, case when up >= 9995 * length then 0 else least(
        div(2 * price * (case when up >= 9990 * length then 2 when up >= 9950 * length then 5 when up >= 9900 * length then 10
                              when up >= 9500 * length then 25 else 40 end * length + 100 * down) + 100 * length, 200 * length),
        div(price, 2)) end as amount
from rated;

create function cpu_seconds() returns float8 language sql as
    $$ select split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::float8 / 1e9 $$;

-- Decisions a second of processor time, over at least that many seconds.
create function rate(seconds float8) returns float8 language plpgsql as $$
declare
    began float8 := cpu_seconds();
    spent float8 := 0;
    decisions bigint := 0;
begin
    while spent < seconds loop
        decisions := decisions + cardinality((select array_agg(amount) from settled));
        spent := cpu_seconds() - began;
    end loop;
    return decisions / spent;
end
$$;

do $$ begin
    if exists (select from settled group by id % (select count(distinct "case") from given) having min(amount) <> max(amount)) then
        raise 'copies of a case have different amounts';
    end if;
    perform rate(1);
end $$;
select concat_ws(E'\t', 'PostgreSQL, SQL with multiranges', 'prepared', round(rate(2)), 'rules as data, explanation',
                 (select string_agg(amount::text, ',' order by id) from settled where id < (select count(distinct "case") from given)));
