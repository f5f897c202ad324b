"""What the Hypothesis strategies of the SLAs share; strategies_NAME.py has `cases()`, the one for cases of NAME."""

from dataclasses import dataclass, replace
from functools import lru_cache

from hypothesis import strategies as st

from case import NAMESPACE, instant

MINUTE, HOUR, DAY = 60, 3600, 86400


# --- writing a case ---


@dataclass(frozen=True)
class WrittenCase:
    """`records` are (name, fields) in any order. Fields that are None are left out, integers are instants."""

    as_of: int
    records: tuple
    currency: str

    @property
    def xml(self):
        lines = [f'<case xmlns="{NAMESPACE}" id="case-1" as_of="{instant(self.as_of)}" currency="{self.currency}">']
        for name, fields in self.records:
            attributes = (f'{k}="{text(v)}"' for k, v in fields.items() if v is not None)
            lines.append(f"  <{name} {' '.join(attributes)}/>")
        return "\n".join(lines + ["</case>", ""])

    def fields_of(self, record):
        return [fields for name, fields in self.records if name == record]

    def having(self, records):
        return replace(self, records=tuple(records))


def text(value):
    return instant(value) if isinstance(value, int) else str(value)


def write(as_of, records, currency):
    return WrittenCase(as_of, tuple(records), currency)


# --- values ---


@lru_cache(maxsize=None)
def mostly(first, *others, often=8):
    """The first value `often` times as frequently as each of the others; failures shrink towards it."""
    return st.sampled_from([first] * often + list(others))


@lru_cache(maxsize=None)
def cents(lowest, highest):
    """Amounts with two digits after the point, as they are written in a case; bounds in cents."""
    return st.integers(lowest, highest).map(lambda amount: f"{amount // 100}.{amount % 100:02}")


@lru_cache(maxsize=None)
def beside(at):
    """That second, or one beside it."""
    return st.sampled_from([at, at - 1, at + 1])


@lru_cache(maxsize=None)
def some_of(*counts):
    """How many records there are; each count is as likely as it is often given."""
    return st.sampled_from(counts)


def begun(as_of, fields, *names):
    """A record as it can be known at that moment: it began by then, and what came later is left out."""
    known = {k: None if k in names and isinstance(v, int) and v > as_of else v for k, v in fields.items()}
    return known | {k: min(known[k], as_of) for k in ("start", "filed", "granted") if isinstance(known.get(k), int)}
