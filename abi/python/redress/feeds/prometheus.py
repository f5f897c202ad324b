"""Prometheus: the answer to a query over a range, whose value is 0 where something is down."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from .errors import FeedError, RowError
from .model import Report, Source
from .moments import Moment, moment, read_seconds, seconds_in
from .options import importer
from .reading import Collection, Fields, parsed
from .runs import UNKNOWN, Sample, agreeing, runs
from .stretches import Favour

Label = Annotated[str, "which label names what is monitored, such as instance"]
Step = Annotated[timedelta, "the step of the query: how long a sample holds"]
Missing = Annotated[Literal["up", "down", "unknown"], "what a missing sample means"]
Since = Annotated[datetime, "the start of the query's range"]
Until = Annotated[datetime, "its end: up to there each step is known or missing"]


@importer("prometheus")
def prometheus(text: str | bytes, *, name: str = "query_range.json", label: Label, step: Step, missing: Missing, since: Since,
               until: Until, favour: Favour) -> Report:
    """Prometheus query_range answers, a matrix of 0 for down and 1 for up: outages of each series."""
    found = Collection(name, favour)
    first, last = moment(since), moment(until)
    seen: set[str] = set()
    for series, place in _series(parsed(text, name), name):
        refusal, subject = "", ""
        try:
            subject = Fields(series, Source(name, place)).fields("metric").text(label)
            if subject in seen:
                refusal = f"another series has {label} {subject!r} as well: choose a label that tells them apart"
        except RowError as error:
            refusal = str(error)
        samples = []
        for index, value in enumerate(series.get("values", ())):
            source = Source(name, f"{place}.values[{index}]")
            with found.reading(source):
                if subject:
                    found.about(source, subject)
                if refusal:
                    raise RowError(refusal)
                when, state = _sample(value)
                if not first <= when <= last:
                    raise RowError("it is outside the range of the options 'since' and 'until'")
                samples.append(Sample(when, state, source))
        if refusal:
            continue
        seen.add(subject)
        for run in runs(agreeing(samples, found.refuse), hold=seconds_in(step), hole=missing, since=first, until=last):
            if run.state == "down":
                found.outage(subject, run.stretch.start, run.stretch.end, sources=run.stretch.sources)
            elif run.state == UNKNOWN:
                found.hole(subject, run.stretch.start, run.stretch.end)
    return found.report()


def _series(answer: Any, name: str) -> list[tuple[dict[str, Any], str]]:
    data = answer.get("data", answer) if isinstance(answer, dict) else None
    if not isinstance(data, dict) or data.get("resultType") != "matrix" or not isinstance(data.get("result"), list):
        raise FeedError(f"{name}: expected the answer to query_range, with data.resultType 'matrix'")
    result = [(series, f"data.result[{index}]") for index, series in enumerate(data["result"])]
    for series, place in result:
        if not isinstance(series, dict) or not isinstance(series.get("values"), list):
            raise FeedError(f"{name}: {place} has no list of values")
    return result


def _sample(value: Any) -> tuple[Moment, str]:
    if (not isinstance(value, list) or len(value) != 2 or isinstance(value[0], bool) or not isinstance(value[0], (int, Decimal))
            or not isinstance(value[1], str)):
        raise RowError('expected a moment and a text, such as [1767225600, "1"]')
    try:
        number = Decimal(value[1])
    except InvalidOperation:
        number = Decimal("NaN")
    if number not in (0, 1):
        raise RowError(f"the value is {value[1]!r}: expected 0 for down or 1 for up; let the query compare, as in `up == bool 1`")
    return read_seconds(value[0]), "up" if number else "down"
