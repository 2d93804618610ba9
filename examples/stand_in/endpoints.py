"""Eurostat's endpoints: a request and the current releases in, the good reply out."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from examples.stand_in.bad_days import NOT_YET, UNKNOWN_REQUEST, Job
from examples.stand_in.catalogue import feed, table_of_contents
from examples.stand_in.faults import job_status, json_error, not_found, soap_fault
from examples.stand_in.metadata import (
    constraint,
    dataflow_json,
    dataflow_xml,
    dataset_head,
    message,
)
from examples.stand_in.publications import Publications
from examples.stand_in.reply import Asked, Reply, compressed
from examples.stand_in.shelf import ServedRelease
from examples.stand_in.structure import descendants
from examples.stand_in.table import Selection, Table, json_stat, read_table, sdmx_csv

_TSV = "text/tab-separated-values"
_CSV = "application/vnd.sdmx.data+csv;version=1.0.0"
_JSON = "application/json"
_STRUCTURE = "application/vnd.sdmx.structure+xml;version=2.1"


@dataclass(frozen=True)
class Office:
    """What the endpoints answer from: the publications and the queue."""

    publications: Publications[ServedRelease]
    jobs: dict[str, Job]

    def reply(self, asked: Asked) -> Reply:
        """The good reply to a request; 404 for a path that Eurostat does not have."""
        for pattern, answer in _ENDPOINTS:
            if match := re.fullmatch(pattern, asked.path):
                return answer(self, asked, match)
        return soap_fault(404, 100, f"no such path: {asked.path}")

    def release(self, code: str) -> ServedRelease | None:
        """The current release of a dataset, whatever the case of its code."""
        return self.publications.current(code.upper())

    def served(self, asked: Asked) -> ServedRelease | None:
        """The release that a data request is about; None for any other request."""
        match = re.fullmatch(_DATA, asked.path)
        return self.release(match[1]) if match else None

    def cost(self, asked: Asked) -> int:
        """What a data request costs: the product of its positions; 0 for any other request."""
        match, release = re.fullmatch(_DATA, asked.path), self.served(asked)
        if match is None or release is None:
            return 0
        table = read_table(release.file)
        selection = _selection(table, match[2])
        return 0 if isinstance(selection, Reply) else table.cost(selection)


def _data(office: Office, asked: Asked, match: re.Match[str]) -> Reply:
    release = office.release(match[1])
    if release is None:
        return soap_fault(404, 100, not_found(match[1]))
    table = read_table(release.file)
    selection = _selection(table, match[2])
    if isinstance(selection, Reply):
        return selection
    part = table.part(selection) if selection else table
    if not part.rows and selection:
        return soap_fault(404, 100, "no results for the query")
    reply = _in_format(release, part, asked)
    return reply if selection else replace(reply, completes=release.code)


def _in_format(release: ServedRelease, table: Table, asked: Asked) -> Reply:
    wanted = asked.first("format", "TSV").upper()
    name = f"estat_{release.code.lower()}"
    if wanted == "JSON":
        return Reply(json_stat(table, _statistics_head(release, table)), _JSON)
    if wanted == "SDMX-CSV":
        body, content_type = sdmx_csv(table, release.code, _brussels(release)), _CSV
    else:
        body, content_type = table.tsv(), _TSV
    if asked.first("compressed") == "true":
        return compressed(body, content_type, f"{name}.{wanted.lower()}")
    return Reply(body, content_type)


def _statistics_head(release: ServedRelease, table: Table) -> dict[str, object]:
    stamps = (release.update_data, release.update_structure)
    return {**dataset_head(release, table), "source": "ESTAT", "updated": max(stamps)}


def _brussels(release: ServedRelease) -> str:
    moment = datetime.fromisoformat(release.update_data)
    return moment.astimezone(ZoneInfo("Europe/Brussels")).strftime("%d/%m/%y %H:%M:%S")


def _selection(table: Table, key: str | None) -> dict[str, frozenset[str]] | Reply:
    """The codes that a key names per dimension, or Eurostat's refusal."""
    positions = key.split(".") if key else [""] * len(table.dimensions)
    if len(positions) != len(table.dimensions):
        text = f"INVALID_QUERY_NB_FILTERS: {len(positions)} instead of {len(table.dimensions)}"
        return soap_fault(400, 140, text)
    named = zip(table.dimensions, positions, strict=True)
    selection = {name: frozenset(codes.split("+")) for name, codes in named if codes}
    for name, codes in selection.items():
        if unknown := codes - set(table.codes[name]):
            text = f"INVALID_QUERY_DIMENSION_VALUE: {name.upper()}={'+'.join(sorted(unknown))}"
            return soap_fault(400, 150, text)
    return selection


def _statistics(office: Office, asked: Asked, match: re.Match[str]) -> Reply:
    release = office.release(match[1])
    if release is None:
        return json_error(404, 100, not_found(match[1]))
    table = read_table(release.file)
    selection: Selection = {
        name: frozenset(asked.query[name]) for name in table.dimensions if name in asked.query
    }
    part = table.part(selection)
    return Reply(json_stat(part, _statistics_head(release, table)), _JSON)


def _dataflow(office: Office, asked: Asked, match: re.Match[str]) -> Reply:
    release = office.release(match[1])
    if release is None:
        refusal = json_error if asked.first("format") == "JSON" else soap_fault
        return refusal(404, 100, not_found(match[1]))
    table = read_table(release.file)
    if asked.first("format") == "JSON":
        return Reply(dataflow_json(release, table), _JSON, stamps=release.code)
    if asked.first("references", "none") == "none":
        return _structure_reply(message(dataflow_xml(release, table)), asked)
    given = release.structure.read_bytes() if release.structure else descendants(release, table)
    return _structure_reply(given, asked)


def _structure_reply(body: bytes, asked: Asked) -> Reply:
    if asked.first("compressed") == "true":
        return compressed(body, _STRUCTURE, "structure.xml")
    return Reply(body, _STRUCTURE)


def _constraint(office: Office, asked: Asked, match: re.Match[str]) -> Reply:
    release = office.release(match[1])
    if release is None:
        return soap_fault(404, 100, not_found(match[1]))
    return _structure_reply(constraint(release, read_table(release.file)), asked)


def _feed(office: Office, _: Asked, __: re.Match[str]) -> Reply:
    office.publications.everything()  # what is due is published, and so in the feed
    return Reply(feed(office.publications.items, datetime.now(UTC)), "application/rss+xml")


def _contents(office: Office, _: Asked, __: re.Match[str]) -> Reply:
    return Reply(table_of_contents(office.publications.everything()), "text/plain;charset=UTF-8")


def _job_status(office: Office, _: Asked, match: re.Match[str]) -> Reply:
    job = office.jobs.get(match[1])
    status = UNKNOWN_REQUEST if job is None else job.statuses[0]
    if job is not None and len(job.statuses) > 1 and status != NOT_YET:
        job.statuses.pop(0)
    if status == UNKNOWN_REQUEST:
        return soap_fault(400, 100, f"{UNKNOWN_REQUEST}: {match[1]}")
    return job_status(match[1], "AVAILABLE" if status == NOT_YET else status)


def _job_data(office: Office, _: Asked, match: re.Match[str]) -> Reply:
    job = office.jobs.get(match[1])
    if job is None:
        return soap_fault(400, 100, f"{UNKNOWN_REQUEST}: {match[1]}")
    if job.statuses[0] == "AVAILABLE":
        return job.reply
    if job.statuses[0] == NOT_YET:
        job.statuses.pop(0)
    return soap_fault(400, 100, f"{NOT_YET}: {match[1]}")


_DATA = r"/sdmx/2\.1/data/([^/]+)(?:/([^/]*))?"
_ENDPOINTS: tuple[tuple[str, Callable[[Office, Asked, re.Match[str]], Reply]], ...] = (
    (_DATA, _data),
    (r"/statistics/1\.0/data/([^/]+)", _statistics),
    (r"/sdmx/2\.1/dataflow/ESTAT/([^/]+)(?:/[^/]+)?", _dataflow),
    (r"/sdmx/2\.1/contentconstraint/ESTAT/([^/]+)(?:/[^/]+)?", _constraint),
    (r"/1\.0/async/status/([^/]+)", _job_status),
    (r"/1\.0/async/data/([^/]+)", _job_data),
    (r"/catalogue/rss/(?:en|fr|de)/statistics-update\.rss", _feed),
    (r"/catalogue/toc/txt", _contents),
)
