"""Compares two statements, each as record to rows of texts."""

import xml.etree.ElementTree as ElementTree
from fractions import Fraction

from case import read_duration
from statement import ADJUSTMENT, CHARGE, CREDIT, DECISION

NAMESPACE = "{urn:redress:statement:1}"
RECORDS = {"decision": DECISION, "credit": CREDIT, "adjustment": ADJUSTMENT, "charge": CHARGE}


def rows_of(xml):
    root = ElementTree.fromstring(xml)
    return {record: [{name: e.get(name, "") for name in names} for e in root.findall(NAMESPACE + record)]
            for record, names in RECORDS.items()}


def spelled_alike(name, text):
    """One spelling of what can be spelled in several ways."""
    if text and name in ("entitled", "estimate"):
        return str(Fraction(text))
    if text and name == "extension":
        return str(read_duration(text))
    return text


def differences(ours, theirs):
    for record, names in RECORDS.items():
        if len(ours[record]) != len(theirs[record]):
            yield f"{len(ours[record])} {record} records, the library has {len(theirs[record])}"
        for number, (our, their) in enumerate(zip(ours[record], theirs[record]), 1):
            for name in names:
                if spelled_alike(name, our[name]) != spelled_alike(name, their[name]):
                    yield f"{record} {number}: {name} is {our[name]!r}, the library has {their[name]!r}"
