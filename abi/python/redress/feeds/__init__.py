"""Feeds: what monitoring, status pages and ticket desks export, as records of cases.

    report = feeds.statuspage(text, start="started_at", end="resolved_at", operational="ends", partial_outage="degradation",
                              without_status="refuse", favour="customer")
    made = feeds.make_cases(report, feeds.read_mapping(Path("mapping.json")))
    statement = book.settle(made.cases[0].records)

An importer is a function from a feed to a Report. What the feed does not say stays out; what the contract decides is an option
without a default. What a feed needs is in docs/feeds.md.
"""

from .cases import Cases, CustomerCase, make_cases
from .errors import FeedError, OptionError
from .gatus import gatus
from .glpi import glpi
from .google_cloud import google_cloud
from .healthchecks import healthchecks
from .jira import jira
from .mapping import CaseMapping, Customer, read_mapping
from .model import Hole, Outage, Pause, Refused, Report, Row, Source, Ticket, Work
from .options import IMPORTERS, Importer, Option
from .osticket import osticket
from .prometheus import prometheus
from .statuspage import statuspage, statuspage_maintenance
from .table import Table, csv_table, json_table
from .updown import updown
from .uptime_kuma import uptime_kuma, uptime_kuma_maintenance
from .writers import arrow_table, facts_of, write_arrow, write_credits, write_lines, write_xml
from .zabbix import Difference, compare_sli, zabbix
from .zammad import zammad

__all__ = [
    "IMPORTERS", "CaseMapping", "Cases", "Customer", "CustomerCase", "Difference", "FeedError", "Hole", "Importer", "Option",
    "OptionError", "Outage", "Pause", "Refused", "Report", "Row", "Source", "Table", "Ticket", "Work", "arrow_table", "compare_sli",
    "csv_table", "facts_of", "gatus", "glpi", "google_cloud", "healthchecks", "jira", "json_table", "make_cases", "osticket",
    "prometheus", "read_mapping", "statuspage", "statuspage_maintenance", "updown", "uptime_kuma", "uptime_kuma_maintenance",
    "write_arrow", "write_credits", "write_lines", "write_xml", "zabbix", "zammad",
]
