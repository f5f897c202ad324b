"""Results as JSON has them."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from .record import Record
from .statement import Statement
from .values import text_of

# Of a statement's parts, the names that they have in the vocabulary.
_PARTS = {"decisions": "decision", "steps": "step", "credits": "credit", "adjustments": "adjustment", "charges": "charge"}


def json_form(value: Any) -> Any:
    """What json.dumps takes, of a Statement or of what is in it, of records of a case, and of rows that a batch gave:

        json.dumps(redress.json_form(statement))
        json.dumps({"invoice": 17, "credits": statement.credits}, default=redress.json_form)

    A statement becomes what `redress settle --format json` prints of it, by the schema that `redress schema statement --json` prints.
    Money and other exact numbers, times and lengths of time are texts, as the library spells them; what is not given is left out."""
    if isinstance(value, Statement):
        return _statement(value)
    if isinstance(value, Record):
        return json_form(dict(value.facts()))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return json_form(vars(value))
    if isinstance(value, dict):
        return {name: json_form(one) for name, one in value.items() if one is not None}
    if isinstance(value, (list, tuple)):
        return [json_form(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return _fraction(value)
    if isinstance(value, (Decimal, datetime, date, timedelta)):
        return text_of(value, None)
    if isinstance(value, bytes):
        return value.decode()
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _statement(statement: Statement) -> dict[str, Any]:
    form: dict[str, Any] = {}
    for field in dataclasses.fields(statement):
        value = getattr(statement, field.name)
        if field.name == "xml":
            continue  # all of it says the same
        if field.name == "provenance":
            form["provenance"] = [json_form(value)]
        elif field.name not in _PARTS:
            form[field.name] = json_form(value)
        elif value:
            form[_PARTS[field.name]] = json_form(value)
    return form


def _fraction(value: Fraction) -> str:
    try:
        return text_of(value, None)
    except ValueError:
        return str(value)
