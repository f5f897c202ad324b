"""The rules: files of a book, kept in the database. They are checked whole when one is saved, and compiled once a process."""
import re
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import redress
from trytond import backend
from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.model.exceptions import ValidationError
from trytond.pool import Pool
from trytond.transaction import Transaction

from .series import config

BEFORE_ALL = datetime(2000, 1, 1)  # rules that are taken over explain what was decided before, too
FILE_NAME = re.compile(r'[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}')


class Rules(ModelSQL, ModelView):
    "SLA Rules"
    __string__ = __doc__
    __name__ = 'redress.rules'
    _history = True  # decisions are explained by the rules that they were made by

    name = fields.Char("Name", required=True, help="Messages about the rules name the file so.")
    xml = fields.Text("Rules", required=True, help="The rules of an SLA, or a calendar, as XML.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        table = cls.__table__()
        cls._sql_constraints += [('name_unique', Unique(table, table.name), 'redress_sla.msg_rules_unique')]
        cls._order.insert(0, ('name', 'ASC'))

    @classmethod
    def __register__(cls, module_name):
        new = not backend.TableHandler.table_exist(cls._table)
        super().__register__(module_name)
        folder = config.get('redress', 'rules')
        if new and folder:  # Until version 8.2 of the module the rules were a folder
            cls._take_over(Path(folder))

    @classmethod
    def _take_over(cls, folder):
        files = sorted(folder.rglob('*.xml')) if folder.is_dir() else [folder]
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        for path in files:
            name = '-'.join(path.relative_to(folder).with_suffix('').parts) if folder.is_dir() else path.stem
            cursor.execute(*table.insert([table.create_date, table.name, table.xml],
                    [[BEFORE_ALL, name, path.read_text(encoding='utf-8-sig')]]))

    @classmethod
    def validate(cls, rules):
        super().validate(rules)
        for file in rules:
            if not FILE_NAME.fullmatch(file.name):
                raise ValidationError(gettext('redress_sla.msg_rules_name', name=file.name))
        cls.check()

    @classmethod
    def delete(cls, rules):
        super().delete(rules)
        cls.check()

    @classmethod
    def check(cls):
        """All rules as they are now must make a book, with each SLA that a subscription is under. Otherwise the transaction ends
        here, and the rules stay as they were."""
        try:
            known = titles()
        except redress.RulesError as error:
            raise ValidationError(gettext('redress_sla.msg_rules_wrong', error=error))
        orphans = Pool().get('sale.subscription').search([
                ('sla', '!=', None),
                ('sla', 'not in', list(known)),
                ('state', 'in', ['draft', 'quotation', 'running']),
                ], limit=1)
        for subscription in orphans:
            raise ValidationError(gettext('redress_sla.msg_no_sla', subscription=subscription.rec_name, sla=subscription.sla))


def texts(moment=None):
    """The files by their names, as they are, or as they were at a moment."""
    with Transaction().set_context(_datetime=moment, _check_access=False):
        return tuple((file.name, file.xml) for file in Pool().get('redress.rules').search([], order=[('name', 'ASC')]))


@contextmanager
def folder(files):
    """A folder with these files, as long as it is needed."""
    with TemporaryDirectory(prefix='redress') as path:
        for name, xml in files:
            Path(path, name + '.xml').write_text(xml, encoding='utf-8')
        yield path


@lru_cache(maxsize=None)
def use_library():
    library = config.get('redress', 'library')
    if library:
        redress.library(library)


@lru_cache(maxsize=8)  # a database, and what is being changed in it, each
def compiled(files):
    """The book of these files. A RulesError names the place by the name of the file alone."""
    use_library()
    with folder(files) as path:
        try:
            return redress.Book.load(path)
        except redress.RulesError as error:
            raise redress.RulesError(error.status, error.message.replace(path + '/', '')) from None


def book():
    """The book of the rules of this database; None where it has none yet."""
    files = texts()
    return compiled(files) if files else None


def slas():
    found = book()
    return found.slas if found else ()


def titles():
    """The SLAs of the book by their id, for a field to choose from; of several versions the last one's title."""
    return {sla.sla: sla.title for sla in slas()}


def zone(sla):
    """The time zone in which the days of an SLA begin."""
    for row in slas():
        if row.sla == sla:
            return ZoneInfo(row.timezone)
    raise KeyError(sla)
