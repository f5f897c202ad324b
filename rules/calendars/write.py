#!/usr/bin/env python3
"""Writes calendars for books of rules with the Python library "holidays", whose version requirements.txt pins.

    python3 -m venv calendars && calendars/bin/pip install -r rules/calendars/requirements.txt
    calendars/bin/python rules/calendars/write.py              writes the calendars of this folder anew
    calendars/bin/python rules/calendars/write.py --check      says which of them are not what it would write
    calendars/bin/python rules/calendars/write.py --country DE --subdivision BY --id bavaria --years 2020-2035
                                                               prints one for any country that the library knows

Two kinds of days are kept apart. Holidays by law are known for years to come. Days off that a government exchanges for a
Saturday are known for the years of which the library has the decree; they are a calendar of their own (--exchanged) that ends
with those years, so that nothing is counted which nobody decreed yet: <calendar use="hungary hungary_exchanged"/>.
"""

import argparse
import re
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.sax.saxutils import quoteattr

import holidays

FOLDER = Path(__file__).resolve().parent
YEARS = (2011, 2035)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EXCHANGED = re.compile(r"\(substituted from ")  # how the library marks a day off in exchange for a Saturday

# What the packs call them.
NAMES = {
    "New Year's Day": "New Year", "Labor Day": "Labour Day", "Pentecost Monday": "Whit Monday", "Pentecost": "Whit Sunday",
    "All Saints' Day": "All Saints", "Orthodox Christmas Day": "Orthodox Christmas",
    "Catholic Christmas Day": "Catholic Christmas", "Radunitsa (Day of Rejoicing)": "Radunitsa",
    "Independence Day of the Republic of Belarus (Day of the Republic)": "Independence Day",
}


@dataclass
class Calendar:
    """What is written into one file."""

    title: str
    country: str
    subdivision: str | None = None
    exchanged: bool = False
    years: tuple[int, int] = YEARS
    left_out: tuple[str, ...] = ()  # what the library names besides the days off of the law
    names: dict[str, str] | None = None  # by month and day or by the library's name, before NAMES
    note: str = ""

    def text(self, name: str) -> str:
        first, last = self.years
        known = holidays.country_holidays(self.country, subdiv=self.subdivision, years=range(first, last + 1), language="en_US")
        days = [(day, "holiday", self.name_of(day, names)) for day in known if first <= day.year <= last
                if (names := self.names_on(known, day))]
        if self.exchanged:
            days += [(day, "working_day", "in exchange") for day in known.weekend_workdays if first <= day.year <= last]
        weekend = "" if self.exchanged else f' weekend="{" ".join(DAYS[day] for day in sorted(known.weekend))}"'
        lines = [f"<!-- {self.title}.", *([f"     {self.note}"] if self.note else []),
                 f'     Written by write.py with the Python library "holidays", version {holidays.__version__}. -->',
                 f'<calendar xmlns="urn:redress:rules:1" id={quoteattr(name)}{weekend}'
                 f' from="{date(first, 1, 1)}" until="{date(last + 1, 1, 1)}">']
        lines += [f'  <{kind} date="{day}" name={quoteattr(what)}/>' for day, kind, what in sorted(days)]
        return "\n".join([*lines, "</calendar>", ""])

    def names_on(self, known, day: date) -> list[str]:
        names = [name for name in known.get_list(day) if (EXCHANGED.search(name) is not None) == self.exchanged]
        return [name for name in names if name not in self.left_out]

    def name_of(self, day: date, names: list[str]) -> str:
        if self.exchanged:
            month, of, year = re.search(r"(\d\d)/(\d\d)/(\d{4})", names[0]).groups()
            return f"in exchange for {year}-{month}-{of}"
        own = self.names or {}
        return "; ".join(own.get(f"{day:%m-%d}") or own.get(name) or NAMES.get(name, name) for name in names)


DECREED = (2011, 2026)  # of which the library has what governments exchanged
BY_DECREE = "The government decrees them for each year; for later years the library has no decree."

CALENDARS = {
    # Easter Sunday and Whit Sunday are Sundays that section 102 (1) of the Labour Code does not list.
    "hungary": Calendar("Public holidays of Hungary, without days that are exchanged", "HU",
                        left_out=("Easter", "Pentecost"),
                        names={"03-15": "Revolution Day", "10-23": "Day of the 1956 Revolution"}),
    "hungary_exchanged": Calendar("Days that are exchanged in Hungary", "HU", exchanged=True, years=DECREED, note=BY_DECREE),
    # The decree on public holidays lists no Easter among the days that are not worked.
    "belarus": Calendar("Public holidays of Belarus, without days that are exchanged", "BY",
                        left_out=("Catholic Easter", "Orthodox Easter")),
    "belarus_exchanged": Calendar("Days that are exchanged in Belarus", "BY", exchanged=True, years=DECREED, note=BY_DECREE),
    "ukraine": Calendar("Public holidays of Ukraine, without days that are exchanged", "UA", years=DECREED,
                        note="Under martial law, from 15 March 2022, holidays are worked; when it ends is not known."),
    "ukraine_exchanged": Calendar("Days that are exchanged in Ukraine", "UA", exchanged=True, years=DECREED, note=BY_DECREE),
    "germany": Calendar("Public holidays of all states of Germany", "DE"),
    "poland": Calendar("Public holidays of Poland", "PL"),
    "england": Calendar("Bank holidays of England, and the days on which they are observed", "GB", "ENG",
                        names={"May Day": "Early May Bank Holiday", "Late Summer Bank Holiday": "Summer Bank Holiday"}),
    "united_states": Calendar("Federal holidays of the United States, and the days on which they are observed", "US",
                              names={"Labor Day": "Labor Day"}),
}


def years_of(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{4})-(\d{4})", text)
    if not found or found[1] > found[2]:
        raise argparse.ArgumentTypeError(f"'{text}' is no range of years: expected one such as 2020-2035")
    return int(found[1]), int(found[2])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare the calendars of this folder, and write none")
    parser.add_argument("--country", help="ISO 3166: print a calendar of it")
    parser.add_argument("--subdivision", help="a part of the country, as the library names it")
    parser.add_argument("--id", help="the id of the calendar that is printed")
    parser.add_argument("--years", type=years_of, default=YEARS, help="the first and the last of them, as 2020-2035")
    parser.add_argument("--exchanged", action="store_true", help="the days that are exchanged, not the holidays")
    given = parser.parse_args()
    pinned = (FOLDER / "requirements.txt").read_text().split("==")[1].strip()
    if given.country:
        if not given.id:
            parser.error("--id is what the rules use it by")
        title = f"{given.country} {given.subdivision or ''}".strip()
        print(Calendar(title, given.country, given.subdivision, given.exchanged, given.years).text(given.id), end="")
        return 0
    if holidays.__version__ != pinned:
        parser.error(f"the library has version {holidays.__version__}, but the calendars are of {pinned}")
    wrong = 0
    for name, calendar in CALENDARS.items():
        file, text = FOLDER / f"{name}.xml", calendar.text(name)
        if not given.check:
            file.write_text(text)
        elif not file.exists() or file.read_text() != text:
            wrong += 1
            print(f"{file}: not what write.py writes")
    print(f"{len(CALENDARS)} calendars, {wrong} wrong" if given.check else f"{len(CALENDARS)} calendars written")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
