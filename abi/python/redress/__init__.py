"""Redress: service credits by rules. What is due for a case, exactly, and why.

    book = redress.Book.load("rules")
    statement = book.settle(case)
    for adjustment in statement.adjustments: ...
"""

from . import records
from ._library import Library, library
from .book import Book, Sla
from .case import Case, Facts
from .errors import CaseError, LibraryError, RedressError, RulesError, Status
from .findings import Finding, review, review_text
from .json_form import json_form
from .record import Record
from .results import Adjustment, Charge, Credit, Decision, Outcome, Provenance, Remedy, Step
from .statement import Statement
from .values import Value
from ._vocabulary import DeclaredFact, VocabularyField, vocabulary

__all__ = [
    "Adjustment", "Book", "Case", "CaseError", "Charge", "Credit", "Decision", "DeclaredFact", "Facts", "Finding", "Library",
    "LibraryError", "Outcome", "Provenance", "Record", "RedressError", "Remedy", "RulesError", "Sla", "Statement", "Status",
    "Step", "Value", "VocabularyField", "json_form", "library", "records", "review", "review_text", "vocabulary",
]
__version__ = "1.0.0"
