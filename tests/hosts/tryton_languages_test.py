"""The module speaks German and Ukrainian, every label and message of it. How it is run: tryton_provider.py."""
import unittest

from proteus import Model, Wizard
from trytond.pool import Pool
from trytond.tests.tools import activate_modules
from trytond.transaction import Transaction

import tryton_provider  # says to Tryton where its database is  # noqa: F401

# What stays as it is.
SAME = {'de': {'SLA', 'Name'}, 'uk': {'SLA'}}


class LanguagesTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        activate_modules('redress_sla')
        with Transaction().start(':memory:', 0) as transaction:
            Language = Pool().get('ir.lang')
            for code, name in (('de', 'German'), ('uk', 'Ukrainian')):
                # Tryton 6.0 has no Ukrainian of its own
                found = Language.search([('code', '=', code)]) or Language.create([{'code': code, 'name': name}])
                Language.write(found, {'translatable': True})
            transaction.commit()
        module, = Model.get('ir.module').find([('name', '=', 'redress_sla')])
        module.click('upgrade')
        Wizard('ir.module.activate_upgrade').execute('upgrade')

    def labels(self, language):
        with Transaction().start(':memory:', 1, context={'language': language}):
            pool = Pool()
            field = pool.get('redress.claim').fields_get(['filed'])['filed']
            id_of = pool.get('ir.model.data').get_id
            button = pool.get('ir.model.button')(id_of('redress_sla', 'decision_approve_button'))
            menu = pool.get('ir.ui.menu')(id_of('redress_sla', 'menu_sla'))
            return field['string'], button.string, menu.name

    def test_labels_are_in_the_language_of_the_user(self):
        self.assertEqual(self.labels('en'), ('Filed', 'Approve', 'Service Levels'))
        self.assertEqual(self.labels('de'), ('Gestellt', 'Genehmigen', 'Leistungsniveaus'))
        self.assertEqual(self.labels('uk'), ('Подано', 'Схвалити', 'Рівні обслуговування'))

    def test_nothing_is_left_in_english(self):
        with Transaction().start(':memory:', 0):
            Translation = Pool().get('ir.translation')

            def texts(language):
                found = Translation.search([('module', '=', 'redress_sla'), ('lang', '=', language)])
                return {(text.type, text.name, text.res_id, text.src): text for text in found}

            english = texts('en')
            self.assertGreater(len(english), 200)
            for language, same in SAME.items():
                translated = texts(language)
                for key in english:
                    text = translated.get(key)
                    with self.subTest(language=language, text=key):
                        self.assertTrue(text and text.value and not text.fuzzy)
                        self.assertTrue(text.value != text.src or text.src in same)
