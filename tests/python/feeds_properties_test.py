"""What must hold for every feed: no time is counted twice, and nothing is lost. Outages are compared, second by second, with what a
plain reading of the same rows gives."""

import copy
import json
import unittest
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from typing import Any, Callable, Iterable
from zoneinfo import ZoneInfo

import places
from feeds_test import SAMPLES, read, shown
from hypothesis import HealthCheck, given, settings, strategies as st
from redress import feeds
from redress.feeds.moments import moment

settings.register_profile("feeds", max_examples=150, deadline=None, derandomize=True, database=None,
                          suppress_health_check=list(HealthCheck))
settings.load_profile("feeds")

BEGIN = datetime(2026, 3, 2, 10, tzinfo=timezone.utc)
ZERO = int(moment(BEGIN))
SECONDS = 60  # of the time that feeds are drawn for
TICKS = 4  # in a second
favours = st.sampled_from(("customer", "provider"))


def when(ticks: int) -> datetime:
    return BEGIN + timedelta(seconds=1) * ticks / TICKS


def seconds_of(start: datetime, end: datetime | None) -> range:
    """The seconds of a row, from BEGIN on; what is open ends with the time that is looked at."""
    last = 2 * SECONDS if end is None else int(moment(end)) - ZERO
    return range(int(moment(start)) - ZERO, min(last, 2 * SECONDS))


def counted(test: unittest.TestCase, rows: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, set[int]]:
    """The seconds of each subject; that none is there twice."""
    result: dict[Any, set[int]] = {}
    for row in rows:
        there, new = result.setdefault(key(row), set()), set(seconds_of(row.start, row.end))
        test.assertTrue(new, "a row without time")
        test.assertFalse(there & new, "time is counted twice")
        there |= new
    return result


def whole_seconds(ticks: set[int], favour: str) -> set[int]:
    """Of ticks that are down: the seconds that they touch, or that they fill."""
    of_second = {second: {second * TICKS + tick for tick in range(TICKS)} for second in range(2 * SECONDS)}
    return {second for second, all_of_it in of_second.items()
            if (all_of_it & ticks if favour == "customer" else all_of_it <= ticks)}


def nothing_lost(test: unittest.TestCase, report: feeds.Report) -> None:
    used, refused = set(report.used), [one.source for one in report.refused]
    test.assertEqual(len(refused), len(set(refused)))
    test.assertFalse(used & set(refused))
    for row in report.rows:
        test.assertTrue(set(row.sources) <= used, "a row of something refused")


class Runs(unittest.TestCase):
    """Feeds of states at moments."""

    def check(self, report: feeds.Report, expected: dict[str, set[int]], count: int) -> None:
        nothing_lost(self, report)
        self.assertEqual(len(report.used) + len(report.refused), count)
        found = counted(self, (row for row in report.rows if isinstance(row, feeds.Outage)), lambda row: row.subject)
        self.assertEqual(found, {subject: seconds for subject, seconds in expected.items() if seconds})

    def ticks(self, beats: dict[int, str], hold: int | None, hole: str, until: int, since: int | None = None) -> set[int]:
        """Which are down, of beats by their ticks."""
        down = set()
        for tick in range(since or 0, until):
            before = [at for at in beats if at <= tick]
            if not before:
                state = hole if since is not None else ""
            elif hold is None or tick < max(before) + hold or hole == "as_before":
                state = beats[max(before)]
            else:
                state = hole if since is not None or any(at > tick for at in beats) else ""
            if state == "down":
                down.add(tick)
        return down

    @given(st.lists(st.tuples(st.integers(1, 2), st.integers(0, SECONDS * TICKS), st.sampled_from((0, 1, 2, 3, 9))), max_size=12),
           st.sampled_from(("up", "down", "unknown")), st.integers(1, 30), st.sampled_from(("as_before", "unknown")), favours)
    def test_uptime_kuma(self, beats: list[tuple[int, int, int]], pending: str, hold: int, hole: str, favour: str) -> None:
        rows = [{"monitorID": monitor, "status": status, "time": f"{when(tick):%Y-%m-%d %H:%M:%S.%f}"} for monitor, tick, status in beats]
        report = read("uptime-kuma", json.dumps(rows), pending=pending, hold=timedelta(seconds=hold), hole=hole, favour=favour)
        expected = {}
        for monitor in (1, 2):
            states: dict[int, set[str]] = {}
            for of, tick, status in beats:
                if of == monitor and status != 9:
                    states.setdefault(tick, set()).add({0: "down", 1: "up", 2: pending, 3: "work"}[status])
            agreed = {tick: one.pop() for tick, one in states.items() if len(one) == 1}
            expected[str(monitor)] = whole_seconds(self.ticks(agreed, hold * TICKS, hole, 2 * SECONDS * TICKS), favour)
        self.check(report, expected, len(beats))

    @given(st.dictionaries(st.integers(0, SECONDS * TICKS), st.sampled_from(("0", "1", "0.5")), max_size=12), st.integers(1, 30),
           st.sampled_from(("up", "down", "unknown")), favours)
    def test_prometheus(self, samples: dict[int, str], step: int, missing: str, favour: str) -> None:
        values = ", ".join(f'[{ZERO + Fraction(tick, TICKS).__float__():.2f}, "{value}"]' for tick, value in sorted(samples.items()))
        text = ('{"data": {"resultType": "matrix", "result": [{"metric": {"job": "web"}, "values": [' + values + "]}]}}")
        report = read("prometheus", text, label="job", step=timedelta(seconds=step), missing=missing, since=BEGIN,
                      until=when(SECONDS * TICKS), favour=favour)
        beats = {tick: {"0": "down", "1": "up"}[value] for tick, value in samples.items() if value != "0.5"}
        down = self.ticks(beats, step * TICKS, missing, SECONDS * TICKS, since=0)
        self.check(report, {"web": whole_seconds(down, favour)}, len(samples))

    @given(st.sets(st.integers(0, SECONDS * TICKS), max_size=10), st.booleans(), favours)
    def test_flips_and_events(self, ticks: set[int], first_is_up: bool, favour: str) -> None:
        states = [(tick, "up" if (index % 2 == 0) == first_is_up else "down") for index, tick in enumerate(sorted(ticks))]
        known = dict(states[1:] if states and first_is_up else states)  # what it was before it came up is not known
        expected = whole_seconds(self.ticks(known, None, "as_before", 2 * SECONDS * TICKS), favour)
        flips = [{"timestamp": when(tick).isoformat(), "up": int(state == "up")} for tick, state in reversed(states)]
        self.check(read("healthchecks", json.dumps(flips), check="c", favour=favour), {"c": expected}, len(states))
        events = [{"type": "HEALTHY" if state == "up" else "UNHEALTHY", "timestamp": when(tick).isoformat()} for tick, state in states]
        self.check(read("gatus", json.dumps([{"key": "c", "events": events}]), restart="unknown", favour=favour), {"c": expected},
                   len(states) + 1)

    @given(st.lists(st.tuples(st.integers(0, SECONDS), st.sampled_from((0, 1))), max_size=8))
    def test_flips_that_do_not_alternate_are_never_stretched(self, flips: list[tuple[int, int]]) -> None:
        rows = [{"timestamp": when(second * TICKS).isoformat(), "up": up} for second, up in flips]
        report = read("healthchecks", json.dumps(rows), check="c")
        nothing_lost(self, report)
        self.assertEqual(len(report.used) + len(report.refused), len(flips))
        ups = {second for second, up in flips if up} - {second for second, up in flips if not up}
        downs = {second for second, up in flips if not up} - {second for second, up in flips if up}
        for row in report.rows:
            seconds = set(seconds_of(row.start, row.end))
            self.assertEqual(seconds & ups, set())
            self.assertEqual(seconds & downs, {min(seconds)})


class Records(unittest.TestCase):
    """Feeds of rows that have a start and an end."""

    @given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, SECONDS), st.integers(-5, 20) | st.none(), st.sampled_from(("x", "y", "?"))),
                    max_size=12), st.sampled_from(("once", "refuse")))
    def test_csv(self, rows: list[tuple[str, int, int | None, str]], duplicates: str) -> None:
        table = feeds.read_mapping(places.samples / "feeds" / "ten_customers" / "mapping.json").table
        assert table is not None
        cells = {name: copy.copy(cell) for name, cell in table.cells.items()}
        cells["outage.cause"] = type(cells["outage.cause"])(columns=("reason",), words={"x": "x", "y": "y"})
        for name in ("outage.start", "outage.end"):
            cells[name] = type(cells[name])(columns=cells[name].columns, time=feeds_instant, left_out_if_empty=name == "outage.end")
        mine = type(table)(cells=cells, ignored_columns=frozenset(), duplicates=duplicates, delimiter=",", encoding="utf-8", list_name=None)
        lines = ["monitor,down-at,up-at,reason"]
        for monitor, start, length, cause in rows:
            end = "" if length is None else when((start + length) * TICKS).isoformat()
            lines.append(f"{monitor},{when(start * TICKS).isoformat()},{end},{cause}")
        report = read("csv", "\r\n".join(lines), table=mine)
        nothing_lost(self, report)
        self.assertEqual(len(report.used) + len(report.refused), len(rows))
        used = {source.place for source in report.used}
        expected: dict[tuple[str, str], set[int]] = {}
        for index, (monitor, start, length, cause) in enumerate(rows):
            if f"line {index + 2}" in used:
                end = 2 * SECONDS if length is None else start + length
                expected.setdefault((monitor, cause), set()).update(range(start, end))
        self.assertEqual(counted(self, report.rows, lambda row: (row.subject, row.cause)), expected)
        # Whatever is right by itself is used, but for repetitions and for what has no end although it had one.
        for index, (monitor, start, length, cause) in enumerate(rows):
            if length is not None and length > 0 and cause != "?" and rows.index(rows[index]) == index:
                self.assertIn(f"line {index + 2}", used)

    @given(st.lists(st.tuples(st.integers(0, SECONDS), st.sampled_from(("operational", "degraded_performance", "partial_outage", "major_outage"))),
                    min_size=1, max_size=8), st.integers(0, 20), st.integers(0, SECONDS) | st.none(), st.sampled_from(("ends", "goes_on")))
    def test_statuspage(self, updates: list[tuple[int, str]], begun: int, length: int | None, operational: str) -> None:
        over = None if length is None else begun + length
        incident = {"id": "i", "started_at": when(begun * TICKS).isoformat(), "resolved_at": None if over is None else when(over * TICKS).isoformat(),
                    "components": [], "incident_updates": [
                        {"display_at": when(second * TICKS).isoformat(), "affected_components": [{"code": "c", "new_status": status}]}
                        for second, status in updates]}
        report = read("statuspage", json.dumps([incident]), start="started_at", end="resolved_at", operational=operational,
                      partial_outage="outage", without_status="refuse", favour="customer")
        nothing_lost(self, report)
        ordered = sorted(updates, key=lambda update: update[0])
        changes = [(begun if index == 0 else max(begun, second), status) for index, (second, status) in enumerate(ordered)]
        if operational == "goes_on":
            changes = [change for change in changes if change[1] != "operational"]
        expected: dict[str, set[int]] = {}
        for second in range(begun, 2 * SECONDS if over is None else over):
            said = [status for since, status in changes if since <= second]
            kind = {"degraded_performance": "degradation", "partial_outage": "outage", "major_outage": "outage"}.get(said[-1] if said else "")
            if kind:
                expected.setdefault(kind, set()).add(second)
        self.assertEqual(counted(self, report.rows, lambda row: row.kind), expected)

    @given(st.lists(st.tuples(st.integers(1, SECONDS), st.sampled_from(("open", "waiting", "closed"))), max_size=8),
           st.sampled_from(("first_close", "last_close")))
    def test_zammad(self, changes: list[tuple[int, str]], resolved: str) -> None:
        changes = sorted({second: state for second, state in changes}.items())
        froms = ["new", *(state for _, state in changes)]
        history = [{"object": "Ticket", "type": "updated", "attribute": "state", "value_from": froms[index], "value_to": state,
                    "created_at": when(second * TICKS).isoformat()} for index, (second, state) in enumerate(changes)]
        ticket = {"id": 1, "number": "1", "organization_id": 1, "created_at": BEGIN.isoformat()}
        report = read("zammad", json.dumps([{"assets": {"Ticket": {"1": ticket}}, "history": history}]), customer_field="organization_id",
                      pause_states=("waiting",), closed_states=("closed",), resolved=resolved, favour="customer")
        nothing_lost(self, report)
        closes = [second for second, state in changes if state == "closed"]
        is_closed = bool(changes) and changes[-1][1] == "closed"
        starts = [second for index, (second, state) in enumerate(changes) if state == "closed" and froms[index] != "closed"]
        end = (closes[0] if closes else None) if resolved == "first_close" else max(closes) if is_closed else None
        [made] = [row for row in report.rows if isinstance(row, feeds.Ticket)]
        self.assertEqual(made.resolved, None if end is None else when(end * TICKS))
        self.assertTrue(end is None or resolved == "last_close" or end == starts[0])
        stands = {"waiting"} | ({"closed"} if resolved == "last_close" else set())
        expected: dict[str, set[int]] = {}
        for second in range(2 * SECONDS if end is None else end):
            state = [one for since, one in [(0, "new"), *changes] if since <= second][-1]
            if state in stands:
                expected.setdefault(state, set()).add(second)
        self.assertEqual(counted(self, (row for row in report.rows if isinstance(row, feeds.Pause)), lambda row: row.reason), expected)

    @given(st.lists(st.tuples(st.integers(1, SECONDS), st.sampled_from(("closed", "reopened", "overdue"))), max_size=8, unique_by=lambda e: e[0]),
           st.sampled_from(("first_close", "last_close")))
    def test_osticket(self, events: list[tuple[int, str]], resolved: str) -> None:
        rows = [{"thread_id": 1, "user_id": 2, "state": state, "timestamp": f"{when(second * TICKS):%Y-%m-%d %H:%M:%S}"}
                for second, state in [*events, (0, "created")]]
        report = read("osticket", json.dumps(rows), customer_field="user_id", zone=ZoneInfo("UTC"), resolved=resolved)
        nothing_lost(self, report)
        self.assertEqual(len(report.used), len(rows))
        closed = False
        course = []
        for second in range(2 * SECONDS):
            for at, state in events:
                closed = {"closed": True, "reopened": False}.get(state, closed) if at == second else closed
            course.append(closed)
        first = course.index(True) if True in course else None
        last = max((second for second in range(2 * SECONDS) if not course[second]), default=0) + 1
        end = first if resolved == "first_close" else last if course[-1] else None
        [made] = [row for row in report.rows if isinstance(row, feeds.Ticket)]
        self.assertEqual(made.resolved, None if end is None else when(end * TICKS))
        paused = counted(self, (row for row in report.rows if isinstance(row, feeds.Pause)), lambda row: row.ticket).get("1", set())
        self.assertEqual(paused, set() if resolved == "first_close" else
                         {second for second in range(2 * SECONDS if end is None else end) if course[second]})


def feeds_instant(text: str) -> Fraction:
    return moment(datetime.fromisoformat(text))


class AnySample(unittest.TestCase):
    """What must hold for each importer, on its sample with rows shuffled, repeated and damaged."""

    def rows_of(self, feed: Any) -> list[Any]:
        """The list of a sample's rows, wherever it stands in it."""
        if isinstance(feed, list):
            return feed
        for key in ("incidents", "scheduled_maintenances", "heartbeatList", "result", "values", "data", "downtimes"):
            if key in feed:
                return self.rows_of(feed[key])
        raise AssertionError(feed)

    def load(self, importer: str) -> tuple[Any, dict[str, Any]]:
        file, options, _ = SAMPLES[importer]
        return json.loads((places.samples / "feeds" / file).read_text(encoding="utf-8")), options

    @given(st.data())
    def test_order_and_repetition_change_nothing(self, data: st.DataObject) -> None:
        for importer in SAMPLES:
            feed, options = self.load(importer)
            before = sorted(shown(row) for row in read(importer, json.dumps(feed), **options).rows)
            rows = self.rows_of(feed)
            if importer == "prometheus":  # series are told apart by their order
                rows = rows[0]["values"]
            repeated = rows + data.draw(st.lists(st.sampled_from(rows), max_size=3))
            rows[:] = data.draw(st.permutations(repeated))
            report = read(importer, json.dumps(feed), **options)
            nothing_lost(self, report)
            self.assertEqual(sorted(shown(row) for row in report.rows), before, importer)

    @settings(max_examples=400)
    @given(st.data())
    def test_damage_is_refused_and_nothing_else(self, data: st.DataObject) -> None:
        importer = data.draw(st.sampled_from(sorted(SAMPLES)))
        feed, options = self.load(importer)
        for _ in range(data.draw(st.integers(1, 4))):
            damaged: Any = feed
            while True:  # down to a random place
                keys = list(damaged) if isinstance(damaged, dict) else list(range(len(damaged)))
                if not keys:
                    break
                key = data.draw(st.sampled_from(keys))
                if isinstance(damaged[key], (dict, list)) and data.draw(st.integers(0, 5)):
                    damaged = damaged[key]
                    continue
                damaged[key] = copy.deepcopy(data.draw(st.sampled_from(
                    (None, "", 0, -1, 10**40, True, "x", "2026-03-02T10:00:00Z", [], {}, [1], {"id": 1}, 0.5))))
                break
        try:
            report = read(importer, json.dumps(feed), **options)
        except feeds.FeedError:
            return
        nothing_lost(self, report)
        for row in report.rows:
            if not isinstance(row, feeds.Ticket):
                self.assertTrue(row.end is None or row.start < row.end)
