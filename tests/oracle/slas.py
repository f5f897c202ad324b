"""The SLAs that have a second computation: NAME.py, with the cases of strategies_NAME.py."""

from importlib import import_module

from case import stated

SLAS = (
    "ua_hosting",
    "corpolead",
    "by_hosting",
    "dpo_group",
    "serverastra",
)


def computation(sla):
    """A module with `decide(case)` and GUARANTEES, the ids of the guarantees that it decides."""
    return import_module(sla)


def strategies(sla):
    """A module with `cases()`, and where there are more properties `check(library, written, statement, draw)`."""
    return import_module("strategies_" + sla)


def stated_decisions(sla, decisions):
    """Those of a statement's decisions (their fields by name) that the second computation decides as well."""
    return [stated(d) for d in decisions if d.get("guarantee") in computation(sla).GUARANTEES]
