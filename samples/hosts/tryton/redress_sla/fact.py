"""Facts beyond the module's own fields: whatever else the vocabulary has, and what the rules of an SLA declare."""
from datetime import datetime, timezone

from trytond.model import DictSchemaMixin, ModelSQL, ModelView, fields


class Fact(DictSchemaMixin, ModelSQL, ModelView):
    "SLA Fact"
    __string__ = __doc__
    __name__ = 'redress.fact'


def facts_field():
    return fields.Dict('redress.fact', "Other Facts",
        help="Facts that the rules of the SLA ask for, by their names in the rules.")


def instant(value):
    """A moment as Tryton stores it, which is UTC without saying so."""
    return value.replace(tzinfo=timezone.utc) if value is not None else None


def stored(value):
    """A moment as Tryton stores it, from one that names its zone."""
    return value.astimezone(timezone.utc).replace(tzinfo=None) if value is not None else None


def known(facts=None, **values):
    """The fields of a record of the case: the other facts, and what is known of `values`, which prevail."""
    fields = dict(facts or {})
    fields.update((name, value) for name, value in values.items() if value not in (None, ''))
    return {name: instant(value) if isinstance(value, datetime) and value.tzinfo is None else value
        for name, value in fields.items()}
