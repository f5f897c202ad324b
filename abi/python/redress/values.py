"""Values between Python and the library's text: `text_of` on the way in, the `read_` functions on the way out.

Nothing is ever a float. On the way in a str is taken as it is, so every value can also be given as the library spells it.
"""

from __future__ import annotations

import re
import reprlib
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any, Callable, Sequence, Union

from .errors import RedressError, Status

Text = Union[str, int]
"""Of text, ids and references: an int is written in digits."""
References = Union[str, Sequence[str]]
"""Ids: a list or tuple of them, or one str with spaces in between."""
Token = str
"""One of a listed set, such as Remedy.BALANCE or "balance"."""
Count = Union[int, str]
Number = Union[Decimal, Fraction, int, str]
"""Of numbers, money and ratios: exact decimals. A ratio may also be "25%"."""
Instant = Union[datetime, str]
"""An aware datetime, or RFC 3339 with an offset."""
Date = Union[date, str]
Duration = Union[timedelta, int, str]
"""An exact length of time: a timedelta, seconds, or "PT17H"."""
Span = str
"""A calendar span: "P1M", "P10D"."""
Flag = Union[bool, str]
Value = Union[str, int, Decimal, Fraction, datetime, date, timedelta, Sequence[str]]
"""Any of them."""
Xml = Union[str, bytes, bytearray, memoryview]
"""A whole case, or the rules of one SLA."""
XML = (str, bytes, bytearray, memoryview)

_DIGITS_MAX = 64  # more than the library reads; keeps 10^1000000 from being written out


# --- on the way in ---

def _decimal_text(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is not a number")
    if abs(value.adjusted()) > _DIGITS_MAX:
        raise ValueError(f"{value} has too many digits")
    return f"{value:f}"


def _fraction_text(value: Fraction) -> str:
    places = next((n for n in range(_DIGITS_MAX) if 10**n % value.denominator == 0), None)
    if places is None:
        raise ValueError(f"{reprlib.repr(value)} is no exact decimal: round it first")
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole, decimals = digits[:len(digits) - places], digits[len(digits) - places:]
    return ("-" if value < 0 else "") + whole + ("." + decimals if decimals else "")


def _instant_text(value: datetime) -> str:
    if value.utcoffset() is None:
        raise ValueError(f"{value!r} has no time zone: an instant needs one")
    try:
        return value.astimezone(timezone.utc).replace(tzinfo=None).isoformat() + "Z"
    except OverflowError:
        raise ValueError(f"{value!r} is outside the years 1 to 9999 in UTC") from None


def _duration_text(value: timedelta) -> str:
    if value % timedelta(seconds=1) != timedelta(0):  # pandas has nanoseconds too
        raise ValueError(f"{value!r} has a fraction of a second: whole seconds are the finest grain")
    minutes, seconds = divmod(abs(value) // timedelta(seconds=1), 60)
    hours, minutes = divmod(minutes, 60)
    parts = "".join(f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if number)
    return ("-PT" if value < timedelta(0) else "PT") + (parts or "0S")


def _references_text(value: Sequence[str]) -> str:
    for one in value:
        if not isinstance(one, str) or not one or re.search(r"\s", one):
            raise ValueError(f"{reprlib.repr(one)} in a list of ids is no id: expected a str without spaces")
    return " ".join(value)


# The first that a value is an instance of counts: a bool is also an int, a datetime also a date.
_SPELLINGS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (str, str.__str__),  # the text of an enumeration too, whatever its own __str__
    (bool, lambda value: "yes" if value else "no"),
    (int, int.__repr__),
    (Decimal, _decimal_text),
    (Fraction, _fraction_text),
    (datetime, _instant_text),
    (date, date.isoformat),
    (timedelta, _duration_text),
    (list, _references_text),
    (tuple, _references_text),
)

_NUMBER = (int, Decimal, Fraction)
# What a type of the vocabulary takes besides a str.
_ACCEPTED: dict[str, tuple[type, ...]] = {
    "text": (int,), "id": (int,), "reference": (int,), "references": (list, tuple), "token": (), "count": (int,),
    "number": _NUMBER, "ratio": _NUMBER, "money": _NUMBER, "instant": (datetime,), "date": (date,),
    "duration": (timedelta, int), "span": (), "flag": (bool,),
}
_ANY = tuple(kind for kind, _ in _SPELLINGS)


def is_missing(value: object) -> bool:
    """Whether it only says that there is no value: None, and what numpy and pandas have for it, which are NaN, NaT and NA."""
    if value is None:
        return True
    kind = type(value)
    library = kind.__module__.partition(".")[0]
    if library == "pandas" and kind.__name__ in ("NAType", "NaTType"):
        return True
    is_scalar = isinstance(value, float) or library == "numpy" and getattr(value, "shape", None) == ()
    return is_scalar and bool(value != value)


def _plain(value: Any) -> Any:
    """What numpy has as integers, flags, texts and arrays of its own, as those of Python. Its times keep their type, and are refused:
    they have no zone."""
    dtype = getattr(value, "dtype", None) if type(value).__module__ == "numpy" else None
    return value if dtype is None or dtype.kind in "mM" else value.tolist()


def text_of(value: Value, type_name: str | None) -> str:
    """The value as the library reads it. `type_name` is its type in the vocabulary, None for a fact that rules declare.

    ValueError says what is wrong with it; what its text means is left to the library.
    """
    value = _plain(value)
    accepted = _ANY if type_name is None else (str, *_ACCEPTED.get(type_name, _ANY))
    for kind, spelling in _SPELLINGS:
        if isinstance(value, kind):
            if kind in accepted:
                return spelling(value)
            break
    what = "a float, which is not exact" if isinstance(value, float) else f"of type {type(value).__name__}"
    expected = " or ".join(kind.__name__ for kind in accepted)
    raise ValueError(f"{reprlib.repr(value)} is {what}: expected {expected}"
                     + ("" if type_name is None else f" for type {type_name}"))


def utf8_of(xml: Xml, refusal: type[RedressError]) -> bytes:
    """The text as the library reads it."""
    try:
        return xml.encode() if isinstance(xml, str) else bytes(xml)
    except UnicodeEncodeError as error:
        raise refusal(Status.INVALID_XML, f"not UTF-8: {error}") from None


# --- on the way out ---

_DURATION = re.compile(r"(-?)PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")


def read_instant(text: str) -> datetime:
    """In UTC."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))  # Python 3.10 does not read the Z


def read_duration(text: str) -> timedelta:
    """As "PT17H30M", or with a minus in front."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a duration")
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -length if match[1] else length


def read_flag(text: str) -> bool:
    """As "yes" or "no"."""
    return {"yes": True, "no": False}[text]


def read_instant_or_date(text: str) -> datetime | date:
    """Of the field that can be either."""
    return read_instant(text) if "T" in text else date.fromisoformat(text)
