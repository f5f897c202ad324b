"""What differs between the series of Tryton that the module runs in, 6.0 and 8.2. All of it stands here."""
import trytond
import trytond.config
from trytond.pool import Pool, PoolMeta

BEFORE_8 = int(trytond.__version__.split('.')[0]) < 8

# Until 6.8 the configuration is an object in its module, and later the module itself.
config = trytond.config.config if BEFORE_8 else trytond.config


class NamedModel:
    """Access rights are of a model by its name. Tryton 6.0 has the model's id there, and takes the name as well by this."""

    @classmethod
    def _by_id(cls, values):
        """In place: these are the values that Tryton keeps, to compare with at the next upgrade."""
        name = values.get('model')
        if isinstance(name, str):
            values['model'] = Pool().get('ir.model').search([('model', '=', name)])[0].id
        return values

    @classmethod
    def create(cls, vlist):
        return super().create([cls._by_id(values) for values in vlist])

    @classmethod
    def write(cls, *arguments):
        super().write(*(argument if index % 2 == 0 else cls._by_id(argument) for index, argument in enumerate(arguments)))


class ModelAccess(NamedModel, metaclass=PoolMeta):
    __name__ = 'ir.model.access'


class ModelButton(NamedModel, metaclass=PoolMeta):
    __name__ = 'ir.model.button'


class RuleGroup(NamedModel, metaclass=PoolMeta):
    __name__ = 'ir.rule.group'


def register():
    if BEFORE_8:
        Pool.register(ModelAccess, ModelButton, RuleGroup, module='redress_sla', type_='model')
