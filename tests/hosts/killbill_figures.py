"""How long Kill Bill takes for invoices with the plugin and without it.

    killbill_figures.py LIBRARY FOLDER [ACCOUNTS]

Each of the accounts [60] has one subscription and one outage a month. Three months are billed; the third, by which everything is
compiled, is timed. The plugin's own part is that of its metrics.
"""
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
from killbill_server import Server, build  # noqa: E402
import killbill_test as year  # noqa: E402


def minutes(parts, library, accounts, plugin):
    with tempfile.TemporaryDirectory(prefix='redress-killbill-') as place:
        server = Server(parts, Path(place, 'server'), library, plugin)
        try:
            server.start()
            server.call('POST', '/1.0/kb/tenants', {'apiKey': 'clock', 'apiSecret': 'clock'})
            server.clock(year.day(1), 'clock')
            tenant = year.Tenant(server, 'first', {'discounted': year.RULES['discounted']} if plugin else {})
            tenant.plan('vps-monthly', 'VPS', 30, sla='discounted' if plugin else None)
            subscriptions = [tenant.customer(f'customer-{i}', 'vps-monthly')[1] for i in range(accounts)]
            for month in (2, 3, 4):
                if plugin:
                    server.clock(year.day(month - 1, 20), 'first')
                    for i, subscription in enumerate(subscriptions):
                        tenant.outage(f'outage-{i}-{month}', subscription, month - 1)
                began = time.monotonic()
                before = settling(tenant) if plugin else (0, 0)
                server.clock(year.day(month), 'first')
                for name in tenant.accounts:
                    tenant.last(name, f'{month:02}-01', patience=600)
                took = time.monotonic() - began
            after = settling(tenant) if plugin else (0, 0)
            return took, after[0] - before[0], after[1] - before[1]
        finally:
            server.close()


def settling(tenant):
    values = dict(line.split() for line in tenant.plugin('GET', 'metrics').splitlines() if not line.startswith('#'))
    return int(values['redress_settlements_total']), float(values['redress_settling_seconds_total'])


def main():
    library, folder = (Path(argument).resolve() for argument in sys.argv[1:3])
    accounts = int(sys.argv[3]) if len(sys.argv) > 3 else 60
    parts = build(folder)
    for plugin in (False, True):
        took, settled, seconds = minutes(parts, library, accounts, plugin)
        print(f'{"with the plugin" if plugin else "without it"}: {accounts * 60 / took:.0f} invoices a minute'
              + (f'; of each invoice the plugin takes {seconds / settled * 1000:.1f} ms' if plugin else ''), flush=True)


if __name__ == '__main__':
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main()
