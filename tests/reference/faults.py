"""Faults that can be planted in the interpreter: a check that can't find them would find nothing."""

import case
import decide
import formulas
import ledger
import measure


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
        room, most = right(self, cap, decision, rivals)
        return (room - self.ledger.posted(self.ledger.key(decision)) if room is not None and room is not True else room), most
    ledger.Rules.room = wrong


def forgets_credits():
    """What was credited before is not subtracted."""
    ledger.Ledger.posted = lambda self, key: 0


def loses_joined_credits():
    """A credit for a record that another period holds today is nobody's."""
    decide.Settlement.identity = lambda self, pack, guarantee, subscription, name: name


def never_ends_a_row():
    """A window that was kept ends no row of broken ones."""
    right = measure.BrokenWindows.found

    def wrong(self):
        self.element.attributes.pop("consecutive", None)
        return right(self)
    measure.BrokenWindows.found = wrong


def excludes_of_all():
    """What an exclusion asks of the incident is not looked at."""
    measure.Exclusions.of_one = lambda self, incident, start, end: []


def prices_by_first_plan():
    """The price of a window is that at its start."""
    right = case.Record.in_window
    case.Record.in_window = lambda self, start, end: [(right(self, start, end)[0][0], end - start)]


FAULTS = {"rounds_down": rounds_down, "cap_counts_its_own": cap_counts_its_own, "forgets_credits": forgets_credits,
          "loses_joined_credits": loses_joined_credits, "never_ends_a_row": never_ends_a_row, "excludes_of_all": excludes_of_all,
          "prices_by_first_plan": prices_by_first_plan}


def plant(name):
    FAULTS[name]()
