"""Healthchecks: the flips of a check."""

from __future__ import annotations

from typing import Annotated

from .model import Report
from .options import importer
from .reading import Collection, Fields, parsed, top_list
from .runs import AS_BEFORE, Sample, changes, runs
from .stretches import FavourIfNeeded

Check = Annotated[str, "which check the flips are of, as the feed does not say it"]


@importer("healthchecks")
def healthchecks(text: str | bytes, *, name: str = "flips.json", check: Check, favour: FavourIfNeeded = None) -> Report:
    """Healthchecks flips of one check: an outage from a flip down to the next one up."""
    found = Collection(name, favour)
    samples = []
    values, list_name = top_list(parsed(text, name), name, "flips")
    for source, value in found.rows(values, list_name):
        with found.reading(source):
            found.about(source, check)
            flip = Fields(value, source)
            samples.append(Sample(flip.time("timestamp"), "up" if flip.flag("up") else "down", source))
    for run in runs(changes(samples, found.refuse, whole=len(samples) == len(values)), hold=None, hole=AS_BEFORE):
        if run.state == "down":
            found.outage(check, run.stretch.start, run.stretch.end, sources=run.stretch.sources)
    return found.report()
