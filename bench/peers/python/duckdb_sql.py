"""The standard case in SQL, by DuckDB on one thread: one statement for many cases, as a database does it best.

    duckdb_sql.py CASES.csv
"""

import sys

import duckdb

import peer

COPIES = 64  # of the cases, so that the statement itself costs little; each is settled

LOAD = """
create table records as
    select copy * (select count(distinct "case") from read_csv($cases)) + "case" as id, record, start, "end",
           cast(cast(price as decimal(18, 2)) * 100 as bigint) as price
    from read_csv($cases, types = {'price': 'varchar'}), range($copies) as copies(copy)
"""

# Each start and end is an event that opens or closes; from one to the next a case is down where an outage is open and no
# maintenance. The sums are over all events of an instant, so their order does not matter. Money is on integers: the credit in hundredths of the minor unit times the seconds of the month.
SETTLE = """
with months as (select id, start, "end", "end" - start as length, price::hugeint as price from records where record = 'month'),
clipped as (
    select id, (record = 'outage')::int as outages, (record = 'maintenance')::int as maintenance,
           greatest(records.start, months.start) as start, least(records."end", months."end") as "end"
    from records join months using (id)
    where record <> 'month' and records.start < months."end" and records."end" > months.start),
events as (
    select id, start as moment, outages, maintenance from clipped
    union all select id, "end", -outages, -maintenance from clipped),
stretches as (
    select id, lead(moment) over moments - moment as seconds, sum(outages) over moments as outages,
           sum(maintenance) over moments as maintenance
    from events window moments as (partition by id order by moment)),
downs as (select id, sum(seconds) as down from stretches where outages > 0 and maintenance = 0 group by id),
settled as (
    select id, price, length, coalesce(down, 0)::hugeint as down, (length - coalesce(down, 0))::hugeint * 10000 as up
    from months left join downs using (id)),
rated as (
    select *, case when up >= 9990 * length then 2 when up >= 9950 * length then 5 when up >= 9900 * length then 10
                   when up >= 9500 * length then 25 else 40 end as rate
    from settled)
select case when up >= 9995 * length then 0
            else least((2 * price * (rate * length + 100 * down) + 100 * length) // (200 * length), price // 2) end
from rated order by id
"""

connection = duckdb.connect(config={"threads": 1})
connection.execute(LOAD, {"cases": sys.argv[1], "copies": COPIES})
peer.measure_all("DuckDB, SQL", "prepared", "rules as data, explanation",
                 lambda: [int(amount) for amount, in connection.execute(SETTLE).fetchall()], COPIES)
