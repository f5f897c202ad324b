"""Google Cloud: its public history of incidents."""

from __future__ import annotations

from typing import Annotated, Literal

from .errors import RowError
from .model import Report
from .options import importer
from .reading import Collection, Fields, identifier, parsed, top_list
from .stretches import FavourIfNeeded

IMPACTS = ("SERVICE_OUTAGE", "SERVICE_DISRUPTION", "SERVICE_INFORMATION")
Start = Annotated[Literal["begin", "created"], "which of its times an incident starts at"]
Disruption = Annotated[Literal["outage", "degradation"], "what a SERVICE_DISRUPTION is"]
Parts = Annotated[Literal["product", "product_and_location"],
                  "whether an incident hits a product, or a product in each of the locations that it names, as PRODUCT/LOCATION"]


@importer("google-cloud")
def google_cloud(text: str | bytes, *, name: str = "incidents.json", start: Start, disruption: Disruption, parts: Parts,
                 favour: FavourIfNeeded = None) -> Report:
    """Google Cloud incidents.json: what each product suffered in each incident."""
    found = Collection(name, favour)
    kinds = {"SERVICE_OUTAGE": "outage", "SERVICE_DISRUPTION": disruption}
    values, list_name = top_list(parsed(text, name), name)
    for source, value in found.rows(values, list_name):
        with found.reading(source):
            incident = Fields(value, source)
            kind = kinds.get(incident.word("status_impact", IMPACTS))
            if kind is None:
                continue
            begun, over = incident.time(start), incident.optional_time("end")
            products = [product.text("id") for product in incident.items("affected_products")] or [incident.text("service_name")]
            found.about(source, *products)
            if parts == "product_and_location":
                # When an incident is over, what it hit stands among the previous ones.
                places = [place.text("id") for when in ("currently", "previously") for place in
                          incident.items(f"{when}_affected_locations")]
                if not places:
                    raise RowError("it names no location")
                products = [f"{product}/{place}" for product in products for place in dict.fromkeys(places)]
            for product in products:
                found.outage(product, begun, over, sources=(source,), id=identifier(incident.text("id"), product), kind=kind,
                             severity=incident.optional_text("severity"))
    return found.report()
