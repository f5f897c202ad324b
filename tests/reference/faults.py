"""Faults that can be planted in the interpreter: a check that can't find them would find nothing."""

import formulas
import ledger
import measure


def half_even():
    """half_up rounds ties to the even one."""
    right = formulas.round_to

    def wrong(value, step, mode):
        return right(value, step, "half_even" if mode == "half_up" else mode)
    for module in (formulas, ledger):
        module.round_to = wrong


def cap_counts_its_own():
    """A cap counts what was posted for the promise itself."""
    right = ledger.Rules.room

    def wrong(self, cap, decision, rivals):
        room = right(self, cap, decision, rivals)
        return room - self.ledger.posted(self.ledger.key(decision)) if room is not None and room is not True else room
    ledger.Rules.room = wrong


def touching_ends():
    """A record that ends where the range starts touches it."""
    measure.touches = lambda start, end, first, last: start < last and end >= first


FAULTS = {"half_even": half_even, "cap_counts_its_own": cap_counts_its_own, "touching_ends": touching_ends}


def plant(name):
    FAULTS[name]()
