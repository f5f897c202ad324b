"""Time: instants, dates, calendar spans, zones, working days, hours of the day, and the windows of promises.

An instant is its seconds since 1970 in UTC, a date its day number. Both are integers of a type of their own, so that a formula's
value says what it is.
"""

import functools
import zoneinfo
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from math import floor

EPOCH = date(1970, 1, 1).toordinal()
DAY = 86400
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


# The decimals of amounts, where they are not two.
UNITS = {"JPY": 0, "KRW": 0, "CLP": 0, "ISK": 0, "VND": 0, "KWD": 3, "BHD": 3, "JOD": 3, "TND": 3, "OMR": 3}


def unit_of(currency):
    return Fraction(1, 10 ** UNITS.get(currency, 2))


class Instant(int):
    pass


class Date(int):
    """The days since 1 January of the year 1, which is day 1."""

    def __repr__(self):
        return date.fromordinal(self).isoformat()


class Span:
    """A calendar span: so many months and days, or so many working days, or so many seconds of opening hours."""

    __slots__ = ("months", "days", "working", "opening")

    def __init__(self, months=0, days=0, working=0, opening=0):
        self.months, self.days, self.working, self.opening = months, days, working, opening

    def negative(self):
        return Span(-self.months, -self.days, -self.working, -self.opening)


def read_instant(text):
    """RFC 3339 with an offset."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return Instant(round(moment.timestamp()))


def read_date(text):
    return Date(date.fromisoformat(text).toordinal())


def spell_instant(instant):
    return (datetime(1970, 1, 1) + timedelta(seconds=instant)).strftime("%Y-%m-%dT%H:%M:%SZ")


def spell_date(day):
    return date.fromordinal(day).isoformat()


def month_of(day):
    """The first day of the month in which the day lies."""
    moment = date.fromordinal(day)
    return Date(day - moment.day + 1)


def add_months(day, months):
    """The same day of another month, or the last of that month where it has no such day."""
    moment = date.fromordinal(day)
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return Date(date(year, month + 1, min(moment.day, days_of_month(year, month + 1))).toordinal())


def days_of_month(year, month):
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


class Missing(Exception):
    """A fact is unknown; with how a decision names it."""


class Calendar:
    """Which days are worked, and when the desk is open."""

    def __init__(self, weekend=(5, 6), holidays=(), worked=(), opening=(), covers=(None, None)):
        self.covers = covers  # the first day, and the first that it does not cover any more
        self.weekend, self.holidays, self.worked = frozenset(weekend), frozenset(holidays), frozenset(worked)
        self.opening = opening  # (days, first second, last second)

    def need(self, first, end):
        """The days of [first, end) must be covered."""
        start, last = self.covers
        if first < end and start is not None and first < start:
            raise Missing(f"calendar: days before {spell_date(start)}")
        if first < end and last is not None and last < end:
            raise Missing(f"calendar: days from {spell_date(last)}")

    def works(self, day):
        if day in self.worked:
            return True
        return day not in self.holidays and (day + 6) % 7 not in self.weekend  # day 1 was a Monday

    def opens(self, days, day):
        """Whether hours of such days begin on a day."""
        if days in ("working_days", "other_days"):
            return self.works(day) == (days == "working_days")
        return days == "all" or WEEK[(day - 1) % 7] in days.split() and day not in self.holidays

    def open_in(self, zone, start, end):
        """The opening hours within [start, end)."""
        found = []
        asked = [(first, last) for days, first, last in self.opening if days != "all"]
        if asked and start < end:
            self.need(zone.date(start) - any(last <= first for first, last in asked), zone.date(end - 1) + 1)
        for day in range(zone.date(start) - 2, zone.date(end) + 2):
            found += [clock_hours(zone, day, first, last) for days, first, last in self.opening if self.opens(days, day)]
        return clip(join(found), start, end)

    def step(self, day, count):
        """The day that is so many working days later; of none, the day itself."""
        step = 1 if count > 0 else -1
        since = day
        while count != 0:
            day += step
            count -= step * self.works(day)
        self.need(*((since + 1, day + 1) if step > 0 else (day, since)))
        return Date(day)

    def between(self, first, last):
        """How many days of [first, last) are worked; below zero where last is earlier."""
        if last < first:
            return -self.between(last, first)
        self.need(first, last)
        return sum(self.works(day) for day in range(first, last))


@functools.lru_cache(maxsize=None)
def zone_of(name):
    return Zone(name)


class Zone:
    def __init__(self, name):
        self.name = name
        self.info = zoneinfo.ZoneInfo(name)
        self.midnight = functools.lru_cache(maxsize=None)(self.midnight)
        self.local = functools.lru_cache(maxsize=65536)(self.local)

    def local(self, instant):
        """The day and the seconds of its clock."""
        moment = datetime.fromtimestamp(instant, timezone.utc).astimezone(self.info)
        return Date(moment.toordinal()), moment.hour * 3600 + moment.minute * 60 + moment.second

    def date(self, instant):
        return self.local(instant)[0]

    def instants(self, day, seconds):
        """All instants at which the clock shows this: two where it is turned back, none where it skips."""
        naive = datetime.fromordinal(day) + timedelta(seconds=seconds)
        found = []
        for fold in (0, 1):
            offset = self.info.utcoffset(naive.replace(fold=fold))
            instant = (day - EPOCH) * DAY + seconds - round(offset.total_seconds())
            if self.local(instant) == (naive.toordinal(), naive.hour * 3600 + naive.minute * 60 + naive.second):
                found.append(instant)
        return sorted(set(found))

    def instant(self, day, seconds):
        """The first instant at which the clock shows this; where it skips, the end of the gap."""
        found = self.instants(day, seconds)
        return Instant(found[0]) if found else self.end_of_gap(day, seconds)

    def end_of_gap(self, day, seconds):
        wanted = (day, seconds)
        low = (day - EPOCH) * DAY + seconds - 2 * DAY  # the clock shows less there
        high = low + 4 * DAY
        while high - low > 1:
            middle = (low + high) // 2
            if self.local(middle) < wanted:
                low = middle
            else:
                high = middle
        return Instant(high)

    def midnight(self, day):
        return self.instant(day, 0)

    def add(self, instant, span, calendar):
        """A calendar span later, at the same time of day."""
        if span.opening:
            return reached_in_opening_hours(instant, span.opening, calendar, self)
        if span.months == span.days == span.working == 0:
            return instant
        day, seconds = self.local(instant)
        return self.instant(add_span(day, span, calendar), seconds)

    def days_between(self, first, last):
        return self.date(last) - self.date(first)


def add_span(day, span, calendar):
    if span.working:
        return calendar.step(day, span.working)
    if span.months:
        day = add_months(day, span.months)
    return Date(day + span.days)


# ---------------------------------------------------------------------------------------------------------- intervals

def join(intervals):
    """Overlapping and touching intervals made one, in order."""
    joined = []
    for start, end in sorted(i for i in intervals if i[0] < i[1]):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined


def take_off(intervals, excluded):
    """What joined intervals leave when others, also joined, are taken off."""
    left = []
    for start, end in intervals:
        for first, last in excluded:
            if last <= start or first >= end:
                continue
            if first > start:
                left.append([start, first])
            start = max(start, last)
        if start < end:
            left.append([start, end])
    return left


def clip(intervals, start, end):
    return [[max(a, start), min(b, end)] for a, b in intervals if max(a, start) < min(b, end)]


def total(intervals):
    return sum(end - start for start, end in intervals)


def clock_hours(zone, day, first, last):
    """From the first moment at which the clock of a day shows `first` to the first at which it shows `last`, over midnight that
    of the next day."""
    following = Date(day + (last <= first or last == DAY))
    return zone.instant(Date(day), first), zone.instant(following, last % DAY)


def reached_in_opening_hours(instant, seconds, calendar, zone):
    """Days beyond those that are looked at need not be covered."""
    bare = Calendar(calendar.weekend, calendar.holidays, calendar.worked, calendar.opening)
    found = reached(instant, seconds, lambda start, end: bare.open_in(zone, start, end))
    calendar.open_in(zone, min(instant, found), max(instant, found))
    return found


def reached(instant, seconds, running):
    """The first moment by which so many seconds have run since an instant, or the last since which they run until it; looked for
    day by day. `running` gives the running time of a range."""
    left, day = abs(seconds), DAY if seconds > 0 else -DAY
    if not left:
        return instant
    for _ in range(4000):
        stretches = running(min(instant, instant + day), max(instant, instant + day))
        for start, end in stretches if seconds > 0 else reversed(stretches):
            if left <= end - start:
                return Instant(start + left if seconds > 0 else end - left)
            left -= end - start
        instant += day
    raise ValueError("it never runs for so long")


def covers(excluded, start, end):
    """Whether joined intervals hold all of [start, end); of a moment, the moment."""
    return any(a <= start and (end <= b if end > start else start < b) for a, b in excluded)


# ------------------------------------------------------------------------------------------------------------ windows

MONTHS = {"calendar_month": 1, "quarter": 3, "calendar_year": 12}


class Window:
    __slots__ = ("kind", "start", "end", "subject", "days", "known", "period", "records", "missing")

    def __init__(self, kind, start, end, subject=None, days=None, known=True, period=None, records=(), missing=None):
        self.kind, self.start, self.end, self.subject = kind, start, end, subject
        self.period, self.records = period, records  # of a promise over periods, with what it is made of
        self.missing = missing  # what is missing to say which periods these records make
        self.days = days  # the civil days of a civil window
        self.known = known  # whether the fact is there that says where it begins; else it stands for the record

    @property
    def length(self):
        return self.end - self.start

    def key(self):
        return self.start, self.end


def calendar_window(kind, day, zone):
    """The civil window that holds a day."""
    if kind == "day":
        first, last = day, day + 1
    else:
        moment, months = date.fromordinal(day), MONTHS[kind]
        first = Date(date(moment.year, (moment.month - 1) // months * months + 1, 1).toordinal())
        last = add_months(first, months)
    return Window(kind, zone.midnight(first), zone.midnight(last), days=last - first)


def billing_start(number, subscription, zone):
    """Where the billing period of a number starts: stepped from the anchor, not from one another."""
    span = subscription.get("billing_period")
    day, seconds = zone.local(subscription.get("start"))
    day = add_months(day, span.months * number) if span.months else day
    return zone.instant(day + span.days * number, seconds) if number else subscription.get("start")


def billing_window(instant, subscription, zone):
    """The billing period that holds an instant; periods before the first are counted on backwards."""
    span = subscription.get("billing_period")
    length = span.months * 30.436875 + span.days
    number = floor((instant - subscription.get("start")) / DAY / length)
    while billing_start(number, subscription, zone) > instant:
        number -= 1
    while billing_start(number + 1, subscription, zone) <= instant:
        number += 1
    return Window("billing_period", billing_start(number, subscription, zone), billing_start(number + 1, subscription, zone))


def shifted(window, count, subscription, zone):
    """The window so many windows later."""
    if count == 0 or window.kind not in MONTHS and window.kind not in ("day", "billing_period"):
        return window
    if window.kind == "billing_period":
        for _ in range(abs(count)):
            if count < 0 and window.start <= subscription.get("start"):  # there is none before the first
                return Window("billing_period", window.start, window.start)
            window = billing_window(window.end if count > 0 else window.start - 1, subscription, zone)
        return window
    first = zone.date(window.start)
    first = first + count if window.kind == "day" else add_months(first, count * MONTHS[window.kind])
    return calendar_window(window.kind, first, zone)


def whole_months(start, end, zone):
    """How many whole months the end is after the start, or None."""
    (first, seconds), (last, seconds_of_last) = zone.local(start), zone.local(end)
    a, b = date.fromordinal(first), date.fromordinal(last)
    months = (b.year - a.year) * 12 + b.month - a.month
    return months if months > 0 and zone.instant(add_months(first, months), seconds) == end else None


def whole_days(start, end, zone):
    (first, seconds), (last, _) = zone.local(start), zone.local(end)
    return last - first if last > first and zone.instant(last, seconds) == end else None


def price_of_span(subscription, months, days):
    """What so many months, or so many days, cost at the subscription's price; None where that can't be said."""
    span, price = subscription.get("price_period"), subscription.get("price")
    if months and not days and span.months and not span.days:
        return Fraction(price) * months / span.months
    if days and not months and span.days and not span.months:
        return Fraction(price) * days / span.days
    return None


def over_time(window, subscription, says):
    """The mean of what the plans of a window say, each by the time in which it holds; None where one of them says nothing."""
    said = [(says(record), seconds) for record, seconds in subscription.in_window(window.start, window.end)]
    if any(price is None for price, _ in said):
        return None
    return said[0][0] if len(said) == 1 else Fraction(sum(price * seconds for price, seconds in said), sum(s for _, s in said))


def price_of_term(subscription, zone):
    if subscription.get("start") is None or subscription.get("end") is None:
        return None
    window = Window("term", subscription.get("start"), subscription.get("end"))
    return over_time(window, subscription, lambda record: price_of_term_by(record, zone))


def price_of_term_by(subscription, zone):
    start, end = subscription.get("start"), subscription.get("end")
    if start is None or end is None or end <= start:
        return None
    months, days = whole_months(start, end, zone), whole_days(start, end, zone)
    price = months and price_of_span(subscription, months, 0)
    return price if price is not None else days and price_of_span(subscription, 0, days)


def monthly_price(subscription):
    return price_of_span(subscription, 1, 0)


def price_of_window(window, subscription, zone):
    """What the subscription costs for a window; None where that can't be said."""
    return over_time(window, subscription, lambda record: price_of_window_by(window, record, zone))


def price_of_window_by(window, subscription, zone):
    month = monthly_price(subscription)
    if window.kind in MONTHS:
        return None if month is None else month * MONTHS[window.kind]
    if window.kind == "billing_period":
        span = subscription.get("billing_period")
        return price_of_span(subscription, span.months, span.days)
    if type(window.kind) is Span:
        return price_of_span(subscription, window.kind.months, window.kind.days)
    if window.kind == "term":
        return price_of_term_by(subscription, zone)
    if month is None:
        return None
    if window.kind == "day":
        return month / days_in_month(zone.date(window.start))
    first = calendar_window("calendar_month", zone.date(window.start), zone)
    return month * window.length / first.length


def price_of_free(span, window, subscription, zone):
    """What a calendar span of service costs; None where that can't be said."""
    return over_time(window, subscription, lambda record: price_of_free_by(span, window, record, zone))


def price_of_free_by(span, window, subscription, zone):
    months = price_of_span(subscription, span.months, 0) if span.months else 0
    if months is None or not span.days:
        return months
    days = price_of_span(subscription, 0, span.days)
    if days is None and window.kind in ("incident", "ticket"):
        month = monthly_price(subscription)
        days = None if month is None else month * span.days / days_in_month(zone.date(window.start))
    elif days is None:
        price = price_of_window_by(window, subscription, zone)
        days = None if price is None else Fraction(price) * span.days / (window.days or max(1, zone.days_between(window.start, window.end)))
    return None if days is None else months + days


def days_in_month(day):
    moment = date.fromordinal(day)
    return days_of_month(moment.year, moment.month)
