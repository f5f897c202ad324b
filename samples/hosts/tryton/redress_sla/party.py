from trytond.pool import PoolMeta

from .fact import facts_field


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'

    sla_facts = facts_field()
