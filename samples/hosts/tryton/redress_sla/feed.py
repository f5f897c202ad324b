"""Incidents from what monitoring and status pages export, by redress.feeds."""
import json
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from redress import feeds, records
from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelView, fields
from trytond.model.exceptions import ValidationError
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .fact import stored


class Feed(ModelSQL, ModelView):
    "SLA Feed"
    __string__ = __doc__
    __name__ = 'redress.feed'

    name = fields.Char("Name", required=True)
    company = fields.Many2One('company.company', "Company", required=True)
    kind = fields.Selection('get_kinds', "Kind", required=True, translate=False)
    options = fields.Text("Options", help="A line for each: name = value. What the contract decides has no default.")
    table = fields.Text("Table", help="For CSV and JSON: what the columns are, as JSON.")
    together = fields.Selection([
            (None, ""),
            ('any', "Any Is Down"),
            ('all', "All Are Down"),
            ('each', "Each Is a Part"),
            ], "Several Monitors", help="When a subscription with several monitors is down.")
    monitors = fields.One2Many('redress.feed.monitor', 'feed', "Monitors")

    @classmethod
    def default_company(cls):
        return Transaction().context.get('company')

    @staticmethod
    def get_kinds():
        return [(name, name) for name in sorted(feeds.IMPORTERS)]

    @classmethod
    def validate(cls, records):
        super().validate(records)
        for feed in records:
            try:
                feed.cases_of(b'', 'empty', datetime.now(timezone.utc))
            except feeds.OptionError as error:
                raise ValidationError(gettext('redress_sla.msg_feed_wrong', feed=feed.name, error=error))
            except feeds.FeedError:  # an empty feed is none, but the options are checked before it is read
                pass

    def cases_of(self, content, name, as_of):
        """What the feed says, as records of cases."""
        importer = feeds.IMPORTERS[self.kind]
        mapping = self._mapping(as_of)
        known = {option.name: option for option in importer.options}
        options = {'table': mapping.table} if 'table' in known and mapping.table else {}
        for line in filter(str.strip, (self.options or '').splitlines()):
            option, _, value = (part.strip() for part in line.partition('='))
            options[option] = known[option].read(value) if option in known else value
        return feeds.make_cases(importer.read(content, name=name, **options), mapping)

    def _mapping(self, as_of):
        """Whose each monitor is, in the form of docs/feeds.md. These cases are not settled, so SLAs and prices do not matter."""
        accounts = {}
        for monitor in self.monitors:
            if monitor.subscription:
                of_party = accounts.setdefault(monitor.subscription.party.id, {})
                of_party.setdefault(monitor.subscription.number, []).append(monitor.name)
        mapping = {
            'case': {'id': '{account}', 'as_of': as_of.isoformat(), 'currency': self.company.currency.code},
            'customers': {'accounts': [{
                        'account': {'id': str(party)},
                        'subscriptions': [{'id': number, 'sla': '-', 'price': '0', 'monitors': names}
                            for number, names in subscriptions.items()],
                        } for party, subscriptions in accounts.items()]},
            'ignored_monitors': [monitor.name for monitor in self.monitors if not monitor.subscription],
            }
        if self.together:
            mapping['together'] = self.together
        if self.table:
            try:
                mapping['table'] = json.loads(self.table)
            except ValueError as error:
                raise feeds.OptionError(str(error)) from None
        with TemporaryDirectory(prefix='redress') as folder:
            path = Path(folder, 'mapping.json')
            path.write_text(json.dumps(mapping))
            return feeds.read_mapping(path)

    def import_incidents(self, content, name, as_of):
        """Stores the incidents of a feed. One that is known already is corrected. It tells what was done with each row."""
        made = self.cases_of(content, name, as_of)
        subscriptions = {monitor.subscription.number: monitor.subscription for monitor in self.monitors if monitor.subscription}
        counts = {'created': 0, 'corrected': 0, 'same': 0}
        left_out = 0
        for case in made.cases:
            for record in case.records:
                if isinstance(record, records.Incident):
                    for number in record.subscriptions or (record.subscription,):
                        counts[self._store(record, subscriptions[number])] += 1
                elif isinstance(record, (records.Maintenance, records.Ticket, records.Pause)):
                    left_out += 1
        refused = [str(one) for one in made.report.refused + made.unassigned]
        return '\n'.join([gettext('redress_sla.msg_imported', left_out=left_out, refused=len(refused), **counts), *refused])

    def _store(self, record, subscription):
        pool = Pool()
        Incident = pool.get('redress.incident')
        Fact = pool.get('redress.fact')
        values = {'start': stored(record.start), 'end': stored(record.end), 'kind': record.kind or 'outage'}
        if record.cause:  # or what was entered by hand stays
            values['cause'] = record.cause
        facts = {name: getattr(record, name) for name in ('component', 'severity') if getattr(record, name)}
        for name in facts:
            if not Fact.search([('name', '=', name)]):
                Fact.create([{'name': name, 'string': name.capitalize(), 'type_': 'char'}])
        found = Incident.search([
                ('feed', '=', self.id),
                ('feed_id', '=', record.id),
                ('subscription', '=', subscription.id),
                ])
        if not found:
            Incident.create([{'company': self.company.id, 'subscription': subscription.id, 'feed': self.id,
                        'feed_id': record.id, 'facts': facts or None, **values}])
            return 'created'
        incident, = found
        known = dict(incident.facts or {})
        if facts.items() - known.items():
            values['facts'] = {**known, **facts}
        changed = {name: value for name, value in values.items() if getattr(incident, name) != value}
        if not changed:
            return 'same'
        Incident.write(found, changed)
        return 'corrected'


class Monitor(ModelSQL, ModelView):
    "SLA Monitor"
    __string__ = __doc__
    __name__ = 'redress.feed.monitor'

    feed = fields.Many2One('redress.feed', "Feed", required=True, ondelete='CASCADE')
    name = fields.Char("Monitor", required=True, help="As the feed names it.")
    subscription = fields.Many2One('sale.subscription', "Subscription", ondelete='CASCADE',
        domain=[('number', '!=', None)],
        help="What it watches. Leave empty where it is nobody's on purpose.")


class ImportStart(ModelView):
    "Import Incidents"
    __string__ = __doc__
    __name__ = 'redress.feed.import.start'

    feed = fields.Many2One('redress.feed', "Feed", required=True)
    content = fields.Binary("File", required=True, filename='file_name')
    file_name = fields.Char("File Name")


class ImportResult(ModelView):
    "Imported Incidents"
    __string__ = __doc__
    __name__ = 'redress.feed.import.result'

    text = fields.Text("Result", readonly=True)


class Import(Wizard):
    "Import Incidents"
    __name__ = 'redress.feed.import'

    start = StateView('redress.feed.import.start', 'redress_sla.feed_import_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Import", 'import_', 'tryton-ok', default=True),
            ])
    import_ = StateTransition()
    result = StateView('redress.feed.import.result', 'redress_sla.feed_import_result_view_form', [
            Button("Close", 'end', 'tryton-close', default=True),
            ])

    def transition_import_(self):
        try:
            self.result.text = self.start.feed.import_incidents(self.start.content, self.start.file_name or 'file',
                datetime.now(timezone.utc).replace(microsecond=0))
        except feeds.FeedError as error:
            raise ValidationError(gettext('redress_sla.msg_feed_wrong', feed=self.start.feed.name, error=error))
        return 'result'

    def default_result(self, fields):
        return {'text': self.result.text}
