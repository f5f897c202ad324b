"""A mapping: whose each monitor is, and what a case is otherwise made of. It is written by hand, as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field, fields as fields_of
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Mapping, TypeVar

from ..record import Record
from ..records import Account, Case, Charge, Subscription
from .errors import FeedError, RowError
from .model import Source
from .moments import instant, read_instant
from .reading import Fields, identifier, parsed
from .table import Table, checked_row, csv_rows, read_rows_mapping

TOGETHER = ("any", "all", "each")
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, kw_only=True)
class Customer:
    """An account with its subscriptions and what was billed; the monitors of each subscription, and what desks call the customer."""

    account: Account
    subscriptions: tuple[Subscription, ...]
    charges: tuple[Charge, ...] = ()
    monitors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CaseMapping:
    """`together` says when a subscription with several monitors is down: when any of them is, or all; or each is a part of it."""

    case: Mapping[str, str]
    customers: tuple[Customer, ...]
    together: str | None = None
    ignored: frozenset[str] = frozenset()
    services: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of Zabbix, by their ids: of which hosts they consist
    table: Table | None = None

    @property
    def as_of(self) -> datetime:
        return instant(read_instant(self.case["as_of"]))


def read_mapping(path: Path, case: Mapping[str, str] | None = None) -> CaseMapping:
    """Of a file; `case` has fields of the case that it leaves to the caller. Files that it names are beside it."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise FeedError(f"{path} can't be read: {error.strerror}") from None
    try:
        whole = Fields(parsed(text, path.name), Source(path.name, ""))
        whole.only("case", "customers", "together", "ignored_monitors", "services", "table")
        together = whole.word("together", TOGETHER) if whole.has("together") else None
        services = whole.fields("services") if whole.has("services") else None
        return CaseMapping(
            case=_case(whole, case or {}), customers=_customers(whole.fields("customers"), path.parent), together=together,
            ignored=frozenset(str(name) for name in whole.values("ignored_monitors")),
            services={} if services is None else {id: _texts(services, id) for id in services.names()},
            table=read_rows_mapping(whole.fields("table")) if whole.has("table") else None)
    except RowError as error:
        raise FeedError(f"{path.name}: {error}") from None


def _case(whole: Fields, given: Mapping[str, str]) -> Mapping[str, str]:
    known = tuple(one.name for one in fields_of(Case) if one.name != "additional")
    fields = whole.fields("case")
    fields.only(*known)
    case = {name: fields.text(name) for name in fields.names()} | dict(given)
    for name in case:
        if name not in known:
            raise RowError(f"a case has no field {name!r}: expected {', '.join(known)}")
    for name in ("id", "as_of", "currency"):
        if name not in case:
            raise RowError(f"case.{name} is missing: give it here, or with --case {name}=...")
    read_instant(case["as_of"])
    return case


def _texts(fields: Fields, name: str) -> tuple[str, ...]:
    return tuple(str(value) for value in fields.values(name))


# --- customers ---

def _customers(fields: Fields, folder: Path) -> tuple[Customer, ...]:
    if "accounts" in fields.names():
        fields.only("accounts")
        return tuple(_written_customer(one) for one in fields.items("accounts"))
    fields.only("file", *Table.KEYS)
    kinds: dict[str, type[Record]] = {"account": Account, "subscription": Subscription, "charge": Charge}
    known = [f"{name}.{one.name}" for name, kind in kinds.items() for one in fields_of(kind) if one.name != "additional"]
    facts = [name for name in fields.fields("fields").names() if name.partition(".")[0] in kinds]  # also those that rules declare
    table = Table.of(fields, [*known, *facts, "monitors", "customer"], lambda name: False)
    for name in ("account.id", "subscription.id", "subscription.sla", "subscription.price"):
        if name not in table.cells:
            raise RowError(f"customers.fields has no {name}")
    path = folder / fields.text("file")
    try:
        text = path.read_bytes()
    except OSError as error:
        raise FeedError(f"{path} can't be read: {error.strerror}") from None
    return _read_customers(csv_rows(text, table, path.name), table)


def _read_customers(rows: list[tuple[Source, Any]], table: Table) -> tuple[Customer, ...]:
    """A row for each subscription. Whose row can't be read can't be billed, so nothing of the file is used then."""
    customers: dict[str, Customer] = {}
    for source, value in rows:
        try:
            row = checked_row(source, value)
            read = {name: cell.read(row) for name, cell in table.cells.items()}
            account = _record(Account, "account", read)
            subscription = _record(Subscription, "subscription", read)
            charge = _record(Charge, "charge", read, subscription=subscription.id) if _has(read, "charge.amount") else None
            monitors, names = _several(read.get("monitors")), _several(read.get("customer"))
            before = customers.get(str(account.id))
            if before is not None and before.account != account:
                raise RowError(f"the account {account.id!r} has other fields in another row")
            old = before or Customer(account=account, subscriptions=())
            if str(subscription.id) in old.monitors:
                raise RowError(f"the subscription {subscription.id!r} stands in another row")
            customers[str(account.id)] = Customer(
                account=account, subscriptions=(*old.subscriptions, subscription), charges=(*old.charges, *([charge] if charge else [])),
                monitors={**old.monitors, str(subscription.id): monitors}, names=tuple(dict.fromkeys(old.names + names)))
        except (RowError, TypeError) as error:
            raise FeedError(f"{source}: {error}") from None
    return tuple(customers.values())


def _has(read: Mapping[str, Any], name: str) -> bool:
    return read.get(name) is not None


def _several(value: Any) -> tuple[str, ...]:
    return () if value is None else value if isinstance(value, tuple) else (str(value),)


def _record(kind: type[R], name: str, read: Mapping[str, Any], **more: Any) -> R:
    """The record of a row; what the vocabulary does not know is a fact that the rules declare."""
    of_kind = {one.name for one in fields_of(kind)} - {"additional"}
    values = dict(more)
    additional: dict[str, Any] = {}
    for field_name, value in read.items():
        record, _, own = field_name.partition(".")
        if record == name and value is not None:
            exact = instant(value) if isinstance(value, Fraction) else identifier(value) if own == "id" else value
            (values if own in of_kind else additional)[own] = exact
    return kind(**values, additional=additional)


def _written_customer(fields: Fields) -> Customer:
    """One that stands in the mapping itself."""
    fields.only("account", "subscriptions", "charges", "names")
    subscriptions, monitors = [], {}
    for one in fields.items("subscriptions"):
        subscription = _record(Subscription, "subscription", _written(one, "subscription", "monitors"))
        subscriptions.append(subscription)
        monitors[str(subscription.id)] = _texts(one, "monitors")
    return Customer(account=_record(Account, "account", _written(fields.fields("account"), "account")),
                    subscriptions=tuple(subscriptions), monitors=monitors, names=_texts(fields, "names"),
                    charges=tuple(_record(Charge, "charge", _written(one, "charge")) for one in fields.items("charges")))


def _written(fields: Fields, record: str, *other: str) -> dict[str, Any]:
    return {f"{record}.{name}": fields.scalar(name) for name in fields.names() if name not in other}
