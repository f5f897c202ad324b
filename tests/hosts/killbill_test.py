"""Drives a real Kill Bill with the plugin through a year by its test clock: invoices, outages, claims, corrections, crashes.

    killbill_test.py LIBRARY FOLDER

LIBRARY is libredress.so; what is built stays in FOLDER. Expected amounts are worked out from the rules below: a plan of 30 has a
credit of 10 %, 3.00, for each month with more than 0.1 % of downtime (45 minutes); the rules of July say 20 %, 6.00.
"""
import concurrent.futures
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
from killbill_server import Refused, Server, build  # noqa: E402

# Later than today, so that a server that starts again, with the clock of the day, does not bill ahead of the test.
YEAR = 2040
PLUGIN = '/plugins/redress/'
STATEMENT = '{urn:redress:statement:1}'

PACK = '''<sla xmlns="urn:redress:rules:1" id="{id}" title="{id}" {currency} timezone="UTC" effective_from="{since}">
  <guarantee id="availability" clause="2" over="calendar_month">
    <downtime name="down" where="incident.kind is outage"/>
    <breach when="down / window.length above 0.1%"/>
    <credit value="{value}"/>
  </guarantee>
  {more}
  <remedy kind="{remedy}" {how}/>
</sla>
'''


def pack(identity, remedy, value='subscription.monthly_price * 10%', more='', how='', currency='', since='2012-01-01'):
    return PACK.format(id=identity, remedy=remedy, value=value, more=more, how=how, currency=currency, since=since)


RULES = {
    'discounted': pack('discounted', 'discount'),
    'claimed': pack('claimed', 'balance', more='<claim required="yes" clause="9" until="date(window.end) + 30 days"/>'),
    'extended': pack('extended', 'extension', value='3 * down', how='step="1 day" rounding="ceiling"'),
    'approved': pack('approved', 'balance', more='<approve when="due above 2 USD" clause="7"/>', currency='currency="USD"'),
    'automatic': pack('automatic', 'balance'),
}

failures = []
passed = 0


def check(what, found, expected):
    global passed
    if found == expected:
        passed += 1
    else:
        failures.append(what)
        print(f'FAILED: {what}\n  found    {found}\n  expected {expected}', flush=True)


def day(month, number=1, hour='08:00:00'):
    return f'{YEAR}-{month:02}-{number:02}T{hour}Z'


class Tenant:
    def __init__(self, server, name, rules):
        self.server = server
        self.name = name
        self.accounts = {}
        self.otherwise = set()  # who is not billed on the first of the month any more
        server.call('POST', '/1.0/kb/tenants', {'apiKey': name, 'apiSecret': name})
        for identity, text in rules.items():
            self.plugin('PUT', f'rules/{identity}', text)

    def call(self, method, path, body=None):
        return self.server.call(method, f'/1.0/kb/{path}', body, tenant=self.name)

    def plugin(self, method, path, body=None, **options):
        return self.server.call(method, PLUGIN + path, body, tenant=self.name, **options)

    def refusal(self, method, path, body=None, **options):
        try:
            self.plugin(method, path, body, **options)
            return 'accepted'
        except Refused as refused:
            return f'{refused.status} {refused.text}'

    def plan(self, name, product, amount, currency='USD', sla=None):
        self.call('POST', 'catalog/simplePlan', {
            'planId': name, 'productName': product, 'productCategory': 'BASE', 'currency': currency, 'amount': amount,
            'billingPeriod': 'MONTHLY', 'trialLength': 0, 'trialTimeUnit': 'UNLIMITED'})
        if sla:
            self.plugin('PUT', f'coverage/{product}', {'sla': sla})

    def customer(self, name, plan, currency='USD'):
        account = self.call('POST', 'accounts', {'name': name, 'currency': currency, 'timeZone': 'UTC'}).rsplit('/', 1)[1]
        subscription = self.call('POST', 'subscriptions?callCompletion=true&callTimeoutSec=30',
                                 {'accountId': account, 'planName': plan}).rsplit('/', 1)[1]
        self.accounts[name] = account
        return account, subscription

    def outage(self, identity, subscription, month, hours=2, number=10):
        end = day(month, number, f'{hours:02}:00:00')
        return self.plugin('PUT', f'incidents/{identity}', {
            'subscription': subscription, 'start': day(month, number, '00:00:00'), 'end': end})

    def invoices(self, name):
        return sorted(self.call('GET', f'accounts/{self.accounts[name]}/invoices?includeInvoiceComponents=true'),
                      key=lambda invoice: int(invoice['invoiceNumber']))

    def bill(self, name):
        """What the account was billed: the day and the amount of each invoice."""
        return [(invoice['invoiceDate'][5:], f'{Decimal(str(invoice["amount"])):.2f}') for invoice in self.invoices(name)]

    def last(self, name, since=None, patience=90):
        """The last invoice; where a day is given, that of the day or later, which may take a moment."""
        deadline = time.monotonic() + patience
        while True:
            last = self.bill(name)[-1]
            if since is None or last[0] >= since or time.monotonic() > deadline:
                return last
            time.sleep(0.5)

    def check(self, what, name, expected):
        """The last invoice of the account is as expected: its day and its amount."""
        check(what, self.last(name, expected[0]), expected)

    def credits(self, name):
        return self.plugin('GET', f'accounts/{self.accounts[name]}/credits')

    def settlements(self, name):
        return self.plugin('GET', f'accounts/{self.accounts[name]}/settlements')

    def reviews(self, name, state='open'):
        return [review for review in self.plugin('GET', f'reviews?state={state}') if review['account'] == self.accounts[name]]

    def trigger(self, name, date):
        return self.call('POST', f'invoices?accountId={self.accounts[name]}&targetDate={date}')

    def whole(self, name):
        """What is on the invoices is what the statements say, each adjustment once, and what the credits say in all."""
        posted, ids = Decimal(0), []
        for invoice in self.invoices(name):
            items = [item for item in invoice['items'] if item['itemType'] == 'CREDIT_ADJ']
            amount = -sum(Decimal(str(item['amount'])) for item in items)
            ids += [item['itemDetails'] for item in items]
            posted += amount
            try:
                statement = ElementTree.fromstring(self.plugin('GET', f'invoices/{invoice["invoiceId"]}/statement'))
            except Refused:
                continue  # an invoice of credits, or of an account that was refused
            stated = sum(Decimal(adjustment.get('amount')) for adjustment in statement.iter(STATEMENT + 'adjustment')
                         if adjustment.get('kind') in ('discount', 'balance'))
            check(f'invoice {invoice["invoiceNumber"]} of {name} has what its statement says', amount, stated)
        credited = sum(Decimal(credit['amount']) - Decimal(credit['remaining']) for credit in self.credits(name)
                       if credit['remedy'] != 'extension')
        check(f'the invoices of {name} have what was credited', posted, credited)
        check(f'nothing is posted twice to {name}', len(ids), len(set(ids)))


def billed(server, month, *tenants):
    """Sets the clock to the first of a month, and waits until whoever is billed then is."""
    server.clock(day(month), tenants[0].name)
    for tenant in tenants:
        for name in tenant.accounts:
            if name in tenant.otherwise or tenant.last(name, f'{month:02}-01', patience=15)[0] >= f'{month:02}-01':
                continue
            # What a server had begun when it ended Kill Bill takes up after some minutes. It can be asked for before.
            quiet(tenant.trigger, name, f'{YEAR}-{month:02}-01')


def spring(server, first, second):
    """January to June: each remedy, late and corrected facts, reviews, tenants and currencies."""
    first.plan('vps-monthly', 'VPS', 30, sla='discounted')
    first.plan('vps-large', 'VPS', 60)
    first.plan('vps-eur', 'VPS-EU', 25, currency='EUR', sla='discounted')
    first.plan('mail-monthly', 'Mail', 30, sla='claimed')
    first.plan('term-monthly', 'Term', 30, sla='extended')
    first.plan('big-monthly', 'Big', 30, sla='approved')
    first.plan('auto-monthly', 'Auto', 30, sla='automatic')
    second.plan('vps-monthly', 'VPS', 30, sla='discounted')

    _, anna = first.customer('anna', 'vps-monthly')
    _, bert = first.customer('bert', 'mail-monthly')
    _, cora = first.customer('cora', 'term-monthly')
    _, dave = first.customer('dave', 'big-monthly')
    _, eva = first.customer('eva', 'vps-eur', currency='EUR')
    _, fred = first.customer('fred', 'auto-monthly')
    _, other = second.customer('other', 'vps-monthly')

    check('a wrong pack is refused by place', first.refusal('PUT', 'rules/discounted', RULES['discounted'].replace('10%', '10 %%'))[:48],
          '400 {"message":"discounted.xml:5:53: found \'%\': ex'[:48])
    check('the old pack goes on', first.plugin('GET', 'rules/discounted') == RULES['discounted'], True)
    check('an unknown SLA covers nothing', first.refusal('PUT', 'coverage/VPS', {'sla': 'discuonted'}),
          '400 {"message":"sla: \'discuonted\' is none of the rules"}')
    check('a wrong word is refused', 'did you mean \'outage\'?' in first.refusal(
        'PUT', 'incidents/x', {'start': day(1), 'kind': 'outge'}), True)
    check('a decimal number is refused', first.refusal('PUT', 'incidents/x', {'start': day(1), 'affected': 0.5})[:3], '400')
    check('a wrong password is refused', first.refusal('GET', 'rules', user='admin:wrong')[:3], '401')
    check('another tenant has rules of its own', [rule['name'] for rule in second.plugin('GET', 'rules')], ['discounted'])

    server.clock(day(1, 20), 'first')
    first.outage('anna-1', anna, 1)
    first.outage('bert-1', bert, 1)
    first.outage('dave-1', dave, 1)
    first.outage('eva-1', eva, 1)
    second.outage('other-1', other, 1)
    before = len(first.settlements('anna'))
    dry = first.call('POST', f'invoices/dryRun?accountId={first.accounts["anna"]}&targetDate={YEAR}-02-01', {'dryRunType': 'TARGET_DATE'})
    check('a dry run bills February', [item['itemType'] for item in dry['items']][:1], ['RECURRING'])
    check('a dry run stores nothing', len(first.settlements('anna')), before)

    billed(server, 2, first, second)
    first.check('a discount is on the invoice', 'anna', ('02-01', '27.00'))
    first.check('of 25.00 EUR 10 % are 2.50', 'eva', ('02-01', '22.50'))
    first.check('without a claim nothing is credited', 'bert', ('02-01', '30.00'))
    second.check('the other tenant is billed by its own facts', 'other', ('02-01', '27.00'))
    check('what needs approval is in the queue', [(review['about']['due'], review['state']) for review in first.reviews('dave')],
          [('3.00', 'open')])
    first.check('and is not credited', 'dave', ('02-01', '30.00'))
    first.plugin('POST', f'reviews/{first.reviews("dave")[0]["id"]}', {'decision': 'approved', 'note': 'seen'})
    check('a review is decided once', [review['note'] for review in first.reviews('dave', 'approved')], ['seen'])

    server.clock(day(2, 20), 'first')
    first.plugin('PUT', 'claims/bert-1', {'subscription': bert, 'filed': day(2, 19), 'window': f'{YEAR}-01-10'})
    first.outage('cora-1', cora, 2, hours=3)
    billed(server, 3, first, second)
    first.check('a claim in time is credited to the balance', 'bert', ('03-01', '27.00'))
    first.check('what was approved is credited', 'dave', ('03-01', '27.00'))
    first.check('nothing is credited again', 'anna', ('03-01', '30.00'))
    # 3 * 3 h = 9 h, as whole days 1: the period paid now ends on 1 April, and what follows starts on the 2nd.
    done = []
    for _ in range(120):
        done = done or first.plugin('GET', 'postings?state=done')
        time.sleep(0 if done else 0.5)
    first.otherwise.add('cora')
    check('an extension moves the end', [(posting['adjustment']['end_after'], posting['message']) for posting in done],
          [(f'{YEAR}-04-02T00:00:00Z', f'moved from {YEAR}-04-01 to {YEAR}-04-02')])

    server.clock(day(3, 20), 'first')
    first.outage('anna-3', anna, 3)
    first.outage('bert-2', bert, 2)
    billed(server, 4, first, second)
    first.check('March is credited in April', 'anna', ('04-01', '27.00'))
    server.clock(day(4, 2, '12:00:00'), 'first')
    first.check('the free day is not billed, and the next period is whole', 'cora', ('04-02', '30.00'))
    # 35 days after the end of February: too late. And what anna had in March was shorter than it was told: nothing is taken back.
    server.clock(day(4, 10), 'first')
    first.plugin('PUT', 'claims/bert-2', {'subscription': bert, 'filed': day(4, 9), 'window': f'{YEAR}-02-10'})
    first.plugin('PUT', 'incidents/anna-3', {'subscription': anna, 'start': day(3, 10, '00:00:00'), 'end': day(3, 10, '00:10:00')})
    first.outage('anna-2', anna, 2)
    billed(server, 5, first, second)
    first.check('a late claim is denied', 'bert', ('05-01', '30.00'))
    first.check('late evidence of February is credited, and nothing is taken back', 'anna', ('05-01', '27.00'))

    # A claim about an incident that is withdrawn: the case can't be, and a person is told; once it is mended, it is settled.
    server.clock(day(5, 10), 'first')
    first.outage('bert-4', bert, 4)
    first.plugin('PUT', 'claims/bert-4', {'subscription': bert, 'filed': day(5, 9), 'incident': 'bert-4', 'window': f'{YEAR}-04-10'})
    first.plugin('DELETE', 'incidents/bert-4')
    first.outage('fred-5', fred, 5, number=9)
    server.clock(day(5, 20), 'first')
    first.call('DELETE', f'subscriptions/{fred}?entitlementPolicy=IMMEDIATE&billingPolicy=END_OF_TERM')
    first.otherwise.add('fred')
    billed(server, 6, first, second)
    first.check('a refused case is billed without credits', 'bert', ('06-01', '30.00'))
    check('and is in the queue', [review['reason'] for review in first.reviews('bert')], ['refused'])
    first.outage('bert-4', bert, 4)
    first.check('a service that has ended is not billed', 'fred', ('05-01', '30.00'))
    first.plugin('POST', f'accounts/{first.accounts["fred"]}/settlements')
    account = first.call('GET', f'accounts/{first.accounts["fred"]}?accountWithBalanceAndCBA=true')
    check('its credit is credit of the account', Decimal(str(first.invoices('fred')[-1]['items'][0]['amount'])) if first.invoices('fred')
          else account, Decimal('-3.00'))
    first.plugin('POST', f'accounts/{first.accounts["fred"]}/settlements')
    check('settling it again gives nothing', len(first.invoices('fred')), 6)
    return anna


def summer(server, first, second, anna):
    """July to December: a new plan, new rules, failures and crashes at each step, and many at once."""
    first.call('PUT', f'subscriptions/{anna}?billingPolicy=IMMEDIATE&callCompletion=true', {'subscriptionId': anna, 'planName': 'vps-large'})
    server.clock(day(6, 2), 'first')
    first.outage('anna-6', anna, 6, number=1)
    billed(server, 7, first, second)
    first.check('a mended case is credited', 'bert', ('07-01', '27.00'))
    check('and leaves the queue', first.reviews('bert'), [])
    # June began at 30 and was 60 from the first day on.
    first.check('the new plan is billed, and its outage by its price', 'anna', ('07-01', '54.00'))

    first.plugin('PUT', 'rules/discounted', RULES['discounted'].replace(
        'effective_from="2012-01-01"', f'effective_from="2012-01-01" effective_to="{YEAR}-06-30"'))
    first.plugin('PUT', 'rules/discounted_july', pack('discounted', 'discount', value='subscription.monthly_price * 20%', since=f'{YEAR}-07-01'))
    server.clock(day(7, 20), 'first')
    first.outage('anna-7', anna, 7)
    # The invoice fails after the plugin has settled; Kill Bill makes it again.
    (server.faults / 'faults_after.items.fail').touch()
    billed(server, 8, first, second)
    for name in first.accounts:
        quiet(first.trigger, name, f'{YEAR}-08-01')
    check('the failure happened', list(server.faults.iterdir()), [])
    first.check('new rules hold from their day on, whatever failed before', 'anna', ('08-01', '48.00'))

    # The server ends after the plugin has settled, and before Kill Bill has stored the invoice.
    server.clock(day(8, 20), 'first')
    first.outage('anna-8', anna, 8)
    crash(server, 'faults_after.items.halt', day(9))
    again(server, (first, second), day(9), 'anna')
    first.check('a crash before the invoice loses nothing', 'anna', ('09-01', '48.00'))

    # The server ends after Kill Bill has stored the invoice, and before the plugin knows it.
    server.clock(day(9, 20), 'first')
    first.outage('anna-9', anna, 9)
    crash(server, 'faults_before.success.halt', day(10))
    again(server, (first, second), day(10), 'anna')
    server.clock(day(10, 20), 'first')
    first.outage('anna-10', anna, 10)
    billed(server, 11, first, second)
    check('a crash after the invoice posts nothing twice', first.bill('anna')[-2:], [('10-01', '48.00'), ('11-01', '48.00')])

    server.clock(day(11, 20), 'first')
    first.outage('anna-11', anna, 11)
    server.clock(day(12), 'first')
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        concurrent.futures.wait([pool.submit(quiet, first.trigger, 'anna', f'{YEAR}-12-01') for _ in range(6)])
    billed(server, 12, first, second)
    first.check('November is credited once, however many made the invoice', 'anna', ('12-01', '48.00'))
    credit = [Decimal(found['amount']) for found in first.credits('anna') if found['window_start'].startswith(f'{YEAR}-11')]
    check('and is one credit', credit, [Decimal('12.00')])


def quiet(call, *arguments):
    try:
        return call(*arguments)
    except Refused as refused:
        return refused  # nothing to bill, or another one has the lock


def crash(server, moment, instant):
    (server.faults / moment).touch()
    try:
        server.clock(instant, 'first')
    except OSError:
        pass  # it ended while it answered
    server.ended()
    check(f'the server ended at {moment}', server.process.returncode, 9)


def again(server, tenants, instant, name):
    """Starts the server on its database, and has made what the crash kept it from."""
    server.start()
    server.clock(instant, tenants[0].name)
    for tenant in tenants:
        for customer in tenant.accounts:
            quiet(tenant.trigger, customer, instant[:10])
    days = [date for date, _ in tenants[0].bill(name) if date > '07']
    check(f'{name} has one invoice a month', days, sorted(set(days)))


def main():
    library, folder = (Path(argument).resolve() for argument in sys.argv[1:])
    parts = build(folder)
    with tempfile.TemporaryDirectory(prefix='redress-killbill-') as place:
        server = Server(parts, Path(place, 'server'), library)
        try:
            server.start()
            first_moment = day(1)
            server.call('POST', '/1.0/kb/tenants', {'apiKey': 'clock', 'apiSecret': 'clock'})
            server.clock(first_moment, 'clock')
            first = Tenant(server, 'first', RULES)
            second = Tenant(server, 'second', {'discounted': RULES['discounted']})
            anna = spring(server, first, second)
            summer(server, first, second, anna)
            for name in first.accounts:
                first.whole(name)
            second.whole('other')
            metrics = first.plugin('GET', 'metrics')
            check('nothing is left prepared', 'redress_settlements_prepared 0\n' in metrics, True)
            check('nothing failed', first.plugin('GET', 'health'), {'healthy': True, 'message': ''})
            check('the case of each invoice is kept', first.plugin('GET', f'invoices/{first.invoices("anna")[-1]["invoiceId"]}/case')[:5], '<case')
        except BaseException:
            print(server.log(), flush=True)
            raise
        finally:
            server.close()
    print(f'{passed} checks hold, {len(failures)} fail')
    return 1 if failures else 0


if __name__ == '__main__':
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main())
