"""The book of rules: loaded once a process, from where the section [redress] of Tryton's configuration says."""
from functools import lru_cache
from zoneinfo import ZoneInfo

import redress
from trytond.config import config


@lru_cache(maxsize=None)
def book():
    library = config.get('redress', 'library')
    if library:
        redress.library(library)
    return redress.Book.load(config.get('redress', 'rules', default='/etc/redress/rules'))


def titles():
    """The SLAs of the book by their id, for a field to choose from; of several versions the last one's title."""
    return {sla.sla: sla.title for sla in book().slas}


def zone(sla):
    """The time zone in which the days of an SLA begin."""
    for row in book().slas:
        if row.sla == sla:
            return ZoneInfo(row.timezone)
    raise KeyError(sla)
