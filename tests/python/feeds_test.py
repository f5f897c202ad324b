"""Each importer on its sample in samples/feeds: what comes of it with which options, worked out by hand from the sample."""

import contextlib
import io
import re
import unittest
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import places
from redress import feeds
from redress.feeds import errors, moments
from redress.feeds.command import main

BERLIN = ZoneInfo("Europe/Berlin")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def shown(row: feeds.Row) -> str:
    """A row in short; all of them are of 2026."""
    def at(when: datetime | None) -> str:
        return "-" if when is None else f"{when:%m-%d %H:%M:%S}"

    if isinstance(row, feeds.Ticket):
        limits = [f" limit {limit}" for limit in (row.response_limit, row.resolution_limit) if limit]
        return f"{row.subject} ticket {row.id} {at(row.opened)}, {at(row.first_response)}, {at(row.resolved)}" + "".join(limits)
    span = f"{at(row.start)} to {at(row.end)}"
    if isinstance(row, feeds.Pause):
        return f"{row.subject} pause of {row.ticket} {span} {row.reason}"
    if isinstance(row, feeds.Work):
        return f"{row.subject} work {span}" + (f" told {at(row.announced)}" if row.announced else "")
    facts = "".join(f" {fact}" for fact in (row.cause, row.component, row.severity) if fact)
    return f"{row.subject} {row.kind} {span}{facts}"


# The options of each sample; then changes of them, with the rows and the refusals (a place and a part of the reason).
Expected = tuple[dict[str, Any], list[str], list[tuple[str, str]]]
SAMPLES: dict[str, tuple[str, dict[str, Any], list[Expected]]] = {}

NO_STATUS = ("incidents[1]", "no update says what the component 'db' suffered")
OPEN_API = "api outage 03-20 14:14:00 to -"
SAMPLES["statuspage"] = (
    "statuspage_incidents.json",
    {"start": "started_at", "end": "resolved_at", "operational": "ends", "partial_outage": "degradation", "without_status": "refuse",
     "favour": "customer"},
    [({}, ["api outage 03-03 16:00:19 to 03-03 16:40:00", "api degradation 03-03 16:40:00 to 03-03 17:00:01", OPEN_API,
           "web degradation 03-03 16:40:00 to 03-03 17:00:01"], [NO_STATUS]),
     # What favours the provider starts at the next whole second, and ends at the last one.
     ({"favour": "provider"},
      ["api outage 03-03 16:00:20 to 03-03 16:40:00", "api degradation 03-03 16:40:00 to 03-03 17:00:00", OPEN_API,
       "web degradation 03-03 16:40:00 to 03-03 17:00:00"], [NO_STATUS]),
     ({"start": "created_at", "operational": "goes_on"},
      ["api outage 03-03 16:05:02 to 03-03 16:40:00", "api degradation 03-03 16:40:00 to 03-03 17:30:11",
       "api outage 03-20 14:14:02 to -", "web degradation 03-03 16:40:00 to 03-03 17:30:11"], [NO_STATUS]),
     ({"end": "monitoring_at", "operational": "goes_on"},
      ["api outage 03-03 16:00:19 to 03-03 16:40:00", "api degradation 03-03 16:40:00 to 03-03 17:00:01", OPEN_API,
       "web degradation 03-03 16:40:00 to 03-03 17:00:01"], [NO_STATUS]),
     # Where partial outages are outages, the change from one to the other is none.
     ({"partial_outage": "outage"},
      ["api outage 03-03 16:00:19 to 03-03 17:00:01", OPEN_API, "web degradation 03-03 16:40:00 to 03-03 17:00:01"], [NO_STATUS]),
     # db1 was never monitored: resolved_at is its end with either option.
     ({"without_status": "degradation", "end": "monitoring_at"},
      ["api outage 03-03 16:00:19 to 03-03 16:40:00", "api degradation 03-03 16:40:00 to 03-03 17:00:01", OPEN_API,
       "db degradation 03-12 07:00:00 to 03-12 08:00:00", "web degradation 03-03 16:40:00 to 03-03 17:00:01"], [])])

SAMPLES["statuspage-maintenance"] = (
    "statuspage_scheduled_maintenances.json", {"times": "scheduled", "favour": "customer"},
    [({}, ["api work 03-05 07:00:00 to 03-05 08:00:00 told 03-01 18:00:01", "web work 03-05 07:00:00 to 03-05 08:00:00 told 03-01 18:00:01",
           "web work 04-02 06:00:00 to 04-02 08:00:00 told 03-20 13:00:00"], []),
     # Work favours the provider, so it is rounded inwards for the customer, and the other way.
     ({"times": "actual"},
      ["api work 03-05 07:00:01 to 03-05 08:30:00 told 03-01 18:00:01", "web work 03-05 07:00:01 to 03-05 08:30:00 told 03-01 18:00:01"],
      [("scheduled_maintenances[0]", "no update says that it is in_progress")]),
     ({"times": "actual", "favour": "provider"},
      ["api work 03-05 07:00:00 to 03-05 08:30:01 told 03-01 18:00:00", "web work 03-05 07:00:00 to 03-05 08:30:01 told 03-01 18:00:00"],
      [("scheduled_maintenances[0]", "no update says that it is in_progress")])])

BAD_STATUS = ("heartbeatList[11]", "status is 7: expected 0 down, 1 up, 2 pending or 3 maintenance")
SAMPLES["uptime-kuma"] = (
    "uptime_kuma_heartbeats.json", {"pending": "up", "hold": timedelta(seconds=90), "hole": "unknown", "favour": "customer"},
    # Of the half hour without heartbeats nothing is known: down until 90 s after the last one, and again from the next on.
    [({}, ["1 outage 03-02 10:02:00 to 03-02 10:04:01", "2 outage 03-02 10:01:30 to 03-02 10:03:00",
           "2 outage 03-02 10:31:30 to 03-02 10:32:30", "2 outage 03-02 10:34:30 to 03-02 10:36:00",
           "2 work 03-02 10:32:30 to 03-02 10:33:30"], [BAD_STATUS]),
     ({"hole": "as_before"}, ["1 outage 03-02 10:02:00 to 03-02 10:04:01", "2 outage 03-02 10:01:30 to 03-02 10:32:30",
                              "2 outage 03-02 10:34:30 to -", "2 work 03-02 10:32:30 to 03-02 10:33:30"], [BAD_STATUS]),
     ({"pending": "down", "hole": "as_before", "favour": "provider"},
      ["1 outage 03-02 10:01:01 to 03-02 10:04:00", "2 outage 03-02 10:01:30 to 03-02 10:32:30", "2 outage 03-02 10:34:30 to -",
       "2 work 03-02 10:32:30 to 03-02 10:33:30"], [BAD_STATUS])])

NOT_WRITTEN = ("[2]", "strategy is 'recurring-day-of-month'")
SAMPLES["uptime-kuma-maintenance"] = (
    "uptime_kuma_maintenance.json", {"since": utc("2026-03-16"), "until": utc("2026-04-06"), "end": "local_time"},
    # On 29 March 02:00 becomes 03:00: from 01:30 to 04:00 are one and a half hours.
    [({}, [f"{monitor} work {span}" for monitor, span in (
        ("1", "03-10 21:00:00 to 03-11 01:00:00"), ("1", "03-22 00:30:00 to 03-22 03:00:00"),
        ("1", "03-29 00:30:00 to 03-29 02:00:00"), ("1", "04-04 23:30:00 to 04-05 02:00:00"),
        ("2", "03-22 00:30:00 to 03-22 03:00:00"), ("2", "03-29 00:30:00 to 03-29 02:00:00"),
        ("2", "04-04 23:30:00 to 04-05 02:00:00"))], [NOT_WRITTEN]),
     ({"end": "duration", "until": utc("2026-04-01"), "since": utc("2026-03-29")}, [
         "1 work 03-10 21:00:00 to 03-11 01:00:00", "1 work 03-29 00:30:00 to 03-29 03:00:00",
         "2 work 03-29 00:30:00 to 03-29 03:00:00"], [NOT_WRITTEN])])

SAMPLES["healthchecks"] = (
    "healthchecks_flips.json", {"check": "backup"},
    [({}, ["backup outage 03-09 03:59:10 to 03-09 04:12:40", "backup outage 03-23 10:18:23 to -"],
      [("[3]", "does not say since when it was down")])])

TRUNCATED = ("[1].events[0]", "it came up, and the feed does not say since when it was down")
SAMPLES["gatus"] = (
    "gatus_statuses.json", {"restart": "unknown", "favour": "customer"},
    # A nanosecond begins a second.
    [({}, ["_mail outage 03-04 12:00:00 to -", "core_front-end outage 03-02 07:00:00 to 03-02 07:10:01",
           "core_front-end outage 03-03 08:00:00 to 03-03 08:05:00"], [TRUNCATED]),
     ({"restart": "as_before", "favour": "provider"},
      ["_mail outage 03-04 12:00:01 to -", "core_front-end outage 03-02 07:00:01 to 03-02 07:10:00",
       "core_front-end outage 03-03 08:00:00 to 03-03 08:06:00"], [TRUNCATED])])

WEB_AND_OPEN = ["kx4t outage 03-31 23:50:00 to -", "ngg8 outage 03-07 13:16:07 to 03-07 13:46:07"]
SAMPLES["updown"] = (
    "updown_hooks.json", {"partial": "degradation"},
    [({}, ["kx4t degradation 03-09 05:00:00 to 03-09 05:02:00", *WEB_AND_OPEN], []),
     ({"partial": "outage"}, ["kx4t outage 03-09 05:00:00 to 03-09 05:02:00", *WEB_AND_OPEN], []),
     ({"partial": "leave_out"}, WEB_AND_OPEN, [])])

WEB, MAIL = "https://web.example.com", "https://mail.example.com"
NOT_A_NUMBER = [("data.result[0].values[6]", "the value is 'NaN'"), ("data.result[2].values[0]", "another series has instance")]
SAMPLES["prometheus"] = (
    "prometheus_query_range.json",
    {"label": "instance", "step": timedelta(seconds=60), "missing": "unknown", "since": utc("2026-03-02T10:00"),
     "until": utc("2026-03-02T10:10"), "favour": "customer"},
    [({}, [f"{MAIL} outage 03-02 10:01:00 to 03-02 10:02:01", f"{WEB} outage 03-02 10:01:00 to 03-02 10:03:00",
           f"{WEB} outage 03-02 10:06:00 to 03-02 10:07:00"], NOT_A_NUMBER),
     ({"missing": "up", "favour": "provider"},
      [f"{MAIL} outage 03-02 10:01:01 to 03-02 10:02:00", f"{WEB} outage 03-02 10:01:00 to 03-02 10:03:00",
       f"{WEB} outage 03-02 10:06:00 to 03-02 10:07:00"], NOT_A_NUMBER),
     # Missing: 10:04 and 10:05 of web, and 10:08, whose sample is refused; of mail half a second, and all from 10:02:00.5 on.
     ({"missing": "down"},
      [f"{MAIL} outage 03-02 10:00:00 to 03-02 10:00:01", f"{MAIL} outage 03-02 10:01:00 to 03-02 10:10:00",
       f"{WEB} outage 03-02 10:01:00 to 03-02 10:03:00", f"{WEB} outage 03-02 10:04:00 to 03-02 10:07:00",
       f"{WEB} outage 03-02 10:08:00 to 03-02 10:09:00"], NOT_A_NUMBER),
     ({"label": "node"}, [], [(f"data.result[{series}].values[{index}]", "metric.node is missing")
                              for series, count in ((0, 8), (1, 2), (2, 1)) for index in range(count)])])

LOST_RECOVERY = ("result[3]", "recovered by the event 9999, which the feed does not have")
SAMPLES["zabbix"] = (
    "zabbix_events.json", {"least_severity": "4"},
    [({}, ["db-1 outage 03-31 20:46:40 to - 5", "web-1 outage 03-02 10:00:00 to 03-02 10:30:00 4"], [LOST_RECOVERY]),
     ({"least_severity": "2"}, ["db-1 outage 03-31 20:46:40 to - 5", "web-1 outage 03-02 10:00:00 to 03-02 10:30:00 4",
                                "web-1 outage 03-02 10:05:00 to - 2"], [LOST_RECOVERY]),
     ({"least_severity": "5"}, ["db-1 outage 03-31 20:46:40 to - 5"], [LOST_RECOVERY])])

SQL, ENGINE = "hV87iK5DcEXKgWU2kDri", "L3ggmi3Jy4xJmgodFA9K"
SAMPLES["google-cloud"] = (
    "google_cloud_incidents.json", {"start": "begin", "disruption": "degradation", "parts": "product"},
    [({}, [f"{ENGINE} outage 03-05 10:00:00 to 03-05 11:30:00 high", f"{SQL} outage 03-05 10:00:00 to 03-05 11:30:00 high",
           f"{SQL} degradation 03-30 20:00:00 to - medium"], []),
     ({"start": "created", "disruption": "outage", "parts": "product_and_location"},
      [f"{ENGINE}/us-central1 outage 03-05 10:12:33 to 03-05 11:30:00 high", f"{SQL}/europe-west1 outage 03-30 20:05:00 to - medium",
       f"{SQL}/us-central1 outage 03-05 10:12:33 to 03-05 11:30:00 high", f"{SQL}/us-central1 outage 03-30 20:05:00 to - medium"], [])])

NO_OWNER = ("[1]", "organization_id is empty")
SAMPLES["zammad"] = (
    "zammad_ticket_history.json",
    {"customer_field": "organization_id", "pause_states": ("pending reminder",), "closed_states": ("closed", "merged"),
     "resolved": "last_close", "favour": "customer"},
    [({}, ["7 pause of 81041 03-02 10:00:01 to 03-02 12:00:00 pending reminder", "7 pause of 81041 03-03 10:00:00 to 03-04 08:00:00 closed",
           "7 ticket 81041 03-02 09:00:00, 03-02 09:45:11, 03-04 16:00:01"], [NO_OWNER]),
     ({"favour": "provider", "resolved": "first_close"},
      ["7 pause of 81041 03-02 10:00:00 to 03-02 12:00:01 pending reminder",
       "7 ticket 81041 03-02 09:00:01, 03-02 09:45:10, 03-03 10:00:00"], [NO_OWNER]),
     ({"closed_states": ("merged",)}, [], [("[0]", "no state of closed_states is in its history"), NO_OWNER])])

NOT_SHOWN = ("[2]", "the clocks of Europe/Berlin show 2026-03-29 02:30:00 not at all")
GLPI_WAITS = ["4 pause of 504 03-30 08:00:00 to - waiting"]
GLPI_TICKETS = ["3 ticket 501 03-02 07:00:00, 03-02 07:30:00, 03-02 15:00:00", "3 ticket 502 03-10 08:00:00, -, -",
                "4 ticket 504 03-30 07:00:00, 03-30 07:10:00, -"]
SAMPLES["glpi"] = (
    "glpi_tickets.json",
    {"customer_field": "entities_id", "zone": BERLIN, "resolved": "solvedate", "first_response": "taken_into_account",
     "waiting": "before_end"},
    # 502 was opened again, and its solvedate is that of before.
    [({}, ["3 pause of 501 03-02 13:00:00 to 03-02 15:00:00 waiting", *GLPI_WAITS, *GLPI_TICKETS], [NOT_SHOWN]),
     ({"waiting": "leave_out"}, GLPI_TICKETS, [NOT_SHOWN]),
     ({"waiting": "refuse"}, [*GLPI_WAITS, *GLPI_TICKETS[1:]], [("[0]", "it waited for 7200 seconds, and the feed does not say when"),
                                                               NOT_SHOWN]),
     ({"skipped": "later", "resolved": "closedate", "first_response": "leave_out"},
      ["3 pause of 501 03-09 00:00:00 to 03-09 02:00:00 waiting", *GLPI_WAITS, "3 ticket 501 03-02 07:00:00, -, 03-09 02:00:00",
       "3 ticket 502 03-10 08:00:00, -, -", "3 ticket 503 03-29 01:30:00, -, -", "4 ticket 504 03-30 07:00:00, -, -"], []),
     ({"skipped": "earlier"}, ["3 pause of 501 03-02 13:00:00 to 03-02 15:00:00 waiting", *GLPI_WAITS, *GLPI_TICKETS[:2],
                               "3 ticket 503 03-29 00:30:00, 03-29 00:31:00, 03-29 03:00:00", GLPI_TICKETS[2]], [])])

SAMPLES["jira"] = (
    "jira_sla.json",
    {"customer": "acme", "metric": "Time to resolution", "stop": "resolved", "goal": "limit", "waiting": "before_end", "favour": "customer"},
    # Of 24 hours 8 were business time that ran.
    [({}, ["acme pause of SUP-17/2/1 03-02 16:00:00 to 03-03 08:00:00 waiting",
           "acme ticket SUP-17/2/1 03-02 08:00:00, -, 03-03 08:00:00 limit 16:00:00"],
      [("values[1].ongoingCycle", "it is paused, and the feed does not say since when")]),
     ({"waiting": "leave_out", "goal": "leave_out"},
      ["acme ticket SUP-17/2/1 03-02 08:00:00, -, 03-03 08:00:00", "acme ticket SUP-17/2/2 03-05 08:00:00, -, -"], []),
     ({"waiting": "refuse"}, [], [("values[1].completedCycles[0]", "it waited for 57600 seconds"), ("values[1].ongoingCycle", "paused")]),
     ({"metric": "Time to first response", "stop": "first_response"},
      ["acme ticket SUP-17/1/1 03-02 08:00:00, 03-02 08:30:01, - limit 4:00:00"], []),
     ({"metric": "Time to first response", "stop": "first_response", "favour": "provider"},
      ["acme ticket SUP-17/1/1 03-02 08:00:01, 03-02 08:30:00, - limit 4:00:00"], [])])

NO_BEGINNING = ("[5]", "the thread 13 does not begin with the one event created")
AGAIN_OPEN = ["89 pause of 14 10-27 08:00:00 to 10-28 07:00:00 closed"]
SAMPLES["osticket"] = (
    "osticket_thread_events.json", {"customer_field": "user_id", "zone": BERLIN, "resolved": "last_close"},
    # On 25 October the clocks show 02:30 twice. A ticket of which one event is refused can't be told.
    [({}, [*AGAIN_OPEN, "89 ticket 14 10-27 07:00:00, -, -"],
      [("[2]", "show 2026-10-25 02:30:00 twice"), *((f"[{index}]", "another event of the thread 12 can't be read") for index in (0, 3, 4)),
       NO_BEGINNING]),
     ({"twice": "earlier"}, ["88 pause of 12 10-25 00:30:00 to 10-25 08:00:00 closed", *AGAIN_OPEN,
                             "88 ticket 12 10-24 20:00:00, -, 10-26 09:00:00", "89 ticket 14 10-27 07:00:00, -, -"], [NO_BEGINNING]),
     ({"twice": "later", "resolved": "first_close"},
      ["88 ticket 12 10-24 20:00:00, -, 10-25 01:30:00", "89 ticket 14 10-27 07:00:00, -, 10-27 08:00:00"], [NO_BEGINNING])])

BAD_ROWS = [("data.downtimes[4]", "why: 'Pwoer' is not among the words of the mapping; did you mean 'Power'?"),
            ("data.downtimes[3]", "it ends before it starts")]
SAMPLES["json"] = (
    "table.json", {"favour": "customer"},
    [({}, ["mail outage 03-05 09:00:00 to - customer", "web outage 03-02 09:00:00 to 03-02 10:30:00 power"], BAD_ROWS),
     ({"favour": "provider"}, ["mail outage 03-05 09:00:01 to - customer", "web outage 03-02 09:00:00 to 03-02 10:30:00 power"], BAD_ROWS)])


def read(importer: str, text: bytes | str, **options: Any) -> feeds.Report:
    if importer in ("csv", "json") and "table" not in options:
        options["table"] = feeds.read_mapping(places.samples / "feeds" / "table_mapping.json").table
    return feeds.IMPORTERS[importer].read(text, name="feed", **options)


class Samples(unittest.TestCase):
    maxDiff = None

    def test_each_sample_gives_its_rows_and_refusals(self) -> None:
        for importer, (file, options, table) in SAMPLES.items():
            text = (places.samples / "feeds" / file).read_bytes()
            for changes, rows, refused in table:
                with self.subTest(importer, **changes):
                    report = read(importer, text, **{**options, **changes})
                    self.assertEqual([shown(row) for row in report.rows], rows)
                    self.assertEqual([one.source.place for one in report.refused], [place for place, _ in refused])
                    for one, (_, reason) in zip(report.refused, refused):
                        self.assertIn(reason, one.reason)
                    self.assertFalse({one.source for one in report.refused} & set(report.used))

    def test_every_importer_has_a_sample(self) -> None:
        self.assertEqual(set(SAMPLES) | {"csv"}, set(feeds.IMPORTERS))  # of csv: feeds_cases_test.py

    def test_a_missing_option_is_named_with_its_values(self) -> None:
        for importer, (_, options, _) in SAMPLES.items():
            for option in feeds.IMPORTERS[importer].options:
                if not option.required or option.name == "table":
                    continue
                rest = {name: value for name, value in options.items() if name != option.name}
                with self.subTest(importer, option=option.name), self.assertRaises(feeds.OptionError) as raised:
                    read(importer, "[]", **rest)
                self.assertIn(f"{importer}: option {option.name!r} is missing", str(raised.exception))
                self.assertTrue(all(value in str(raised.exception) for value in option.values))

    def test_a_wrong_option_is_named_with_what_it_can_be(self) -> None:
        for importer, changes, message in (
                ("statuspage", {"start": "startet_at"}, "option 'start' is 'startet_at': expected started_at or created_at; did you mean"),
                ("statuspage", {"begin": "started_at"}, "there is no option 'begin'"),
                ("glpi", {"zone": "Europe/Berlin"}, "option 'zone' is 'Europe/Berlin': expected a time zone"),
                ("prometheus", {"step": timedelta(0)}, "option 'step' is .*: expected seconds"),
                ("prometheus", {"until": datetime(2026, 3, 2)}, "option 'until' is .*: expected a time such as"),
                ("zammad", {"pause_states": "pending"}, "option 'pause_states' is 'pending': expected words")):
            with self.subTest(importer, **changes), self.assertRaisesRegex(feeds.OptionError, message):
                read(importer, "[]", **{**SAMPLES[importer][1], **changes})

    def test_what_is_no_feed_at_all_is_refused_as_a_whole(self) -> None:
        for importer, (_, options, _) in SAMPLES.items():
            for text, message in ((b"{", "is not JSON"), (b"5", "expected|has no list"), (b"\xff", "is not JSON"),
                                  (b"[NaN]", "NaN is no number"), (b"[" * 100000, "is not JSON")):
                with self.subTest(importer, text=text[:5]):
                    try:
                        report = read(importer, text, **options)
                    except feeds.FeedError as error:
                        self.assertRegex(str(error), message)
                    else:  # one ticket's history need not be in a list
                        self.assertEqual((importer, [str(one.reason) for one in report.refused]), ("zammad", ["it is 5: expected an object"]))

    def test_a_row_of_another_shape_is_refused_alone(self) -> None:
        for importer, key in (("statuspage", "incidents"), ("updown", None), ("zabbix", "result"), ("google-cloud", None),
                              ("glpi", None), ("osticket", None), ("uptime-kuma", None), ("healthchecks", None)):
            for row in ("null", "[]", "5", '"x"', "{}", '{"id": {}}'):
                text = f'{{"{key}": [{row}]}}' if key else f"[{row}]"
                with self.subTest(importer, row=row):
                    report = read(importer, text, **SAMPLES[importer][1])
                    self.assertEqual((report.rows, report.used, len(report.refused)), ((), (), 1))


class Docs(unittest.TestCase):
    def test_every_feed_and_option_is_described_with_its_values(self) -> None:
        page = (places.ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
        self.assertIn("`csv` and `json`, by", page)
        by_feed = re.split(r"^`([a-z-]+)`, ", page.partition("## By feed")[2], flags=re.M)
        described = dict(zip(by_feed[1::2], by_feed[2::2]))
        self.assertEqual(set(described), set(feeds.IMPORTERS) - {"csv", "json"})
        for name, text in described.items():
            for option in feeds.IMPORTERS[name].options:
                flag = "--" + option.name.replace("_", "-")
                row = next((line for line in text.splitlines() if f"`{flag}`" in line or f"`[{flag}]`" in line), "")
                with self.subTest(name, option=flag):
                    self.assertTrue(row, "it is not described")
                    self.assertEqual(f"`[{flag}]`" in row, not option.required)
                    if option.required:
                        self.assertEqual([value for value in option.values if f"`{value}`" not in row], [])

    def test_what_it_prints_is_what_is_printed(self) -> None:
        page = (places.ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
        folder = places.samples / "feeds" / "ten_customers"
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as error:
            main(["csv", "--mapping", str(folder / "mapping.json"), "--settle", str(folder / "hosting.xml"), str(folder / "outages.csv")])
        self.assertIn("\n".join(out.getvalue().splitlines()[:3]), page)
        self.assertIn(error.getvalue(), page)


class Holes(unittest.TestCase):
    def test_what_is_not_known_is_told(self) -> None:
        for importer, changes, holes in (
                ("uptime-kuma", {"pending": "unknown"}, ["1 10:01:00 10:02:00", "2 10:03:00 10:31:30"]),
                ("uptime-kuma", {"hole": "as_before"}, []),
                ("gatus", {}, ["core_front-end 00:00:00 00:00:10", "core_front-end 08:05:00 08:06:00"]),
                ("gatus", {"restart": "as_before"}, ["core_front-end 00:00:00 00:00:10"]),
                ("prometheus", {}, [f"{WEB} 10:04:00 10:06:00", f"{WEB} 10:08:00 10:09:00", f"{MAIL} 10:00:00 10:00:00",
                                    f"{MAIL} 10:02:00 10:10:00"])):
            file, options, _ = SAMPLES[importer]
            report = read(importer, (places.samples / "feeds" / file).read_bytes(), **{**options, **changes})
            with self.subTest(importer, **changes):
                self.assertEqual([f"{hole.subject} {hole.start:%H:%M:%S} {hole.end:%H:%M:%S}" for hole in report.holes], holes)


class Sli(unittest.TestCase):
    def test_totals_of_zabbix_are_compared(self) -> None:
        folder = places.samples / "feeds"
        report = read("zabbix", (folder / "zabbix_events.json").read_bytes(), least_severity="4")
        outages = [row for row in report.rows if isinstance(row, feeds.Outage)]
        answer = (folder / "zabbix_getsli.json").read_bytes()
        # 10:00 to 10:30 without the excluded 10:20 to 10:40 is what Zabbix has; of db-1 it knows nothing of the last 3 h 13 min 20 s.
        for subjects, differences in (({"5": ["web-1"]}, []), ({}, []), ({"6": ["web-1"]}, [("6", 0, 1800)]),
                                      ({"5": ["web-1"], "6": ["db-1"]}, [("6", 0, 11600)]),
                                      ({"5": ["web-1", "db-1"]}, [("5", 1200, 12800)])):
            with self.subTest(subjects):
                found = feeds.compare_sli(answer, outages, subjects)
                self.assertEqual([(one.service, one.zabbix.total_seconds(), one.outages.total_seconds()) for one in found], differences)
        for text in ("5", '{"periods": [{}], "serviceids": [1], "sli": []}', '{"periods": [{}], "serviceids": [1], "sli": [[{}]]}'):
            with self.subTest(text), self.assertRaisesRegex(feeds.FeedError, "expected the answer of sla.getsli"):
                feeds.compare_sli(text, outages, {"1": []})


class Moments(unittest.TestCase):
    """How times are read: seconds since 1970 as exact fractions."""

    def test_readings(self) -> None:
        second = 1772445600  # 2026-03-02T10:00:00Z
        local = moments.LocalTime(BERLIN)
        for read_one, text, expected in (
                (moments.read_instant, "2026-03-02T10:00:00Z", second),
                (moments.read_instant, "2026-03-02T10:00Z", second),
                (moments.read_instant, "2026-03-02 04:00:00.418-06:00", second + Fraction(418, 1000)),
                (moments.read_instant, "2026-03-02T11:00:00+0100", second),
                (moments.read_instant, "2026-03-02T10:00:00.000000001Z", second + Fraction(1, 10**9)),
                (moments.read_instant, "2026-03-02T10:00:00.0000000000001z", second + Fraction(1, 10**13)),
                (moments.read_instant, "2026-03-02T06:30:00-03:30", second),
                (moments.read_utc, "2026-03-02 10:00:00.5", second + Fraction(1, 2)),
                (moments.read_seconds, Decimal("1772445600.781"), second + Fraction(781, 1000)),
                (local.read, "2026-03-02 11:00:00", second),
                (local.read, "2026-07-01 12:00:00", 1782900000),  # 10:00 in UTC
                (moments.LocalTime(BERLIN, format="%d.%m.%Y %H:%M").read, "02.03.2026 11:00", second),
                # Clocks go from 02:00 to 03:00 at 01:00Z on 29 March, and from 03:00 to 02:00 at 01:00Z on 25 October.
                (moments.LocalTime(BERLIN, skipped="later").read, "2026-03-29 02:30:00", 1774747800),
                (moments.LocalTime(BERLIN, skipped="earlier").read, "2026-03-29 02:30:00", 1774744200),
                (moments.LocalTime(BERLIN, twice="later").read, "2026-10-25 02:30:00", 1792891800),
                (moments.LocalTime(BERLIN, twice="earlier").read, "2026-10-25 02:30:00", 1792888200),
                (local.read, "2026-03-29 01:59:59", 1774745999), (local.read, "2026-03-29 03:00:00", 1774746000),
                (local.read, "2026-10-25 01:59:59", 1792886399), (local.read, "2026-10-25 03:00:00", 1792893600)):
            with self.subTest(text):
                self.assertEqual(read_one(text), expected)

    def test_refusals(self) -> None:
        local = moments.LocalTime(BERLIN, twice="later")
        for read_one, text, message in (
                (moments.read_instant, "2026-03-02T10:00:00", "has no offset from UTC"),
                (moments.read_instant, "2026-02-30T10:00:00Z", "is no time"),
                (moments.read_instant, "2026-03-02T25:00:00Z", "is no time"),
                (moments.read_instant, "2026-03-02", "is no time"),
                (moments.read_instant, "yesterday", "is no time"),
                (moments.read_instant, "2026-03-02T10:00:00+99:00", "is no time"),
                (moments.read_instant, "\u0662026-03-02T10:00:00Z", "is no time"),
                (moments.read_instant, "0001-01-01T00:00:00Z", "outside the years"),
                (moments.read_instant, "3000-01-01T00:00:00Z", "outside the years"),
                (moments.read_seconds, 10**30, "outside the years"),
                (moments.read_utc, "2026-03-02T10:00:00Z", "has an offset from UTC"),
                (local.read, "2026-03-02T10:00:00Z", "has an offset from UTC"),
                (local.read, "2026-03-29 02:00:00", "not at all: say which moment is meant by skipped=earlier or skipped=later"),
                (moments.LocalTime(BERLIN, skipped="later").read, "2026-10-25 02:00:00", "twice: say which moment is meant by twice=earlier"),
                (moments.LocalTime(BERLIN, format="%H:%M").read, "10", "is no time as '%H:%M' describes it"),
                (moments.LocalTime(BERLIN, format="%Y-%m-%d %z").read, "2026-03-02 +0100", "has an offset from UTC")):
            with self.subTest(text), self.assertRaises(errors.RowError) as raised:
                read_one(text)
            self.assertIn(message, str(raised.exception))
