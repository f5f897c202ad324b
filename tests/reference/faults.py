"""Faults that can be planted in the interpreter: a check that can't find them would find nothing."""

import case
import formulas
import ledger


def rounds_down():
    """half_up drops what is less than a unit."""
    right = formulas.round_to

    def wrong(value, step, mode):
        return right(value, step, "down" if mode == "half_up" else mode)
    for module in (formulas, ledger):
        module.round_to = wrong


def cap_counts_its_own():
    """A cap counts what was posted for the promise itself."""
    right = ledger.Rules.room

    def wrong(self, cap, decision, rivals):
        room = right(self, cap, decision, rivals)
        return room - self.ledger.posted(self.ledger.key(decision)) if room is not None and room is not True else room
    ledger.Rules.room = wrong


def forgets_credits():
    """What was credited before is not subtracted."""
    ledger.Ledger.posted = lambda self, key: 0


def prices_by_first_plan():
    """The price of a window is that at its start."""
    right = case.Record.in_window
    case.Record.in_window = lambda self, start, end: [(right(self, start, end)[0][0], end - start)]


FAULTS = {"rounds_down": rounds_down, "cap_counts_its_own": cap_counts_its_own, "forgets_credits": forgets_credits,
          "prices_by_first_plan": prices_by_first_plan}


def plant(name):
    FAULTS[name]()
