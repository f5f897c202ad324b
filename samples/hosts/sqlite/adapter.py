"""The billing system for the conformance test: its protocol on the standard streams (tests/hosts/conformance/README.md).

    adapter.py STATE
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from pathlib import Path
from typing import Type

import redress

from billing import Billing


def answer_to(billing: Billing, ask: dict[str, object]) -> dict[str, object]:
    def die() -> None:
        os._exit(1)  # as if the power failed: nothing is closed or flushed

    disturbed = ask.get("disturbed")
    if ask["do"] == "rules":
        billing.load_rules(str(ask["folder"]))
    elif ask["do"] == "account":
        billing.open_account(ask["account"], ask["currency"])
    elif ask["do"] == "fact":
        billing.store_fact(ask["account"], ask["record"], ask["fields"])
    elif ask["do"] == "invoice":
        before = {"die_before_commit": die, "wait_before_commit": lambda: time.sleep(0.3)}.get(disturbed, lambda: None)
        made = billing.bill(ask["account"], ask["invoice"], ask["at"], ask["lines"], ask["dry_run"], before)
        if disturbed == "die_after_commit":
            die()
        return made
    elif ask["do"] == "books":
        return billing.books_of(ask["account"])
    elif ask["do"] == "statement":
        return billing.statement_of(ask["invoice"])
    else:
        raise ValueError(f"unknown: {ask['do']}")
    return {}


def serve(kind: Type[Billing], state: Path) -> None:
    billing = kind(state / "books.sqlite")
    for line in sys.stdin:
        try:
            answer = {"ok": True, **answer_to(billing, json.loads(line))}
        except (redress.RedressError, sqlite3.Error, ValueError) as refused:
            answer = {"ok": False, "message": str(refused)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    serve(Billing, Path(sys.argv[1]))
