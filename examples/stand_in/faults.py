"""What Eurostat says when it does not send data: faults, queue tickets and warnings."""

import json
from xml.sax.saxutils import escape

from examples.stand_in.reply import Reply

_ENVELOPE = (
    '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Header/>'
    "<env:Body>{}</env:Body></env:Envelope>"
)
_EXTRACTION = "http://ec.europa.eu/eurostat/api/dissemination/soap/extraction"


def soap_fault(status: int, code: int, text: str) -> Reply:
    """A fault of the SDMX endpoints."""
    body = (
        '<S:Fault xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">'
        f"<faultcode>{code}</faultcode><faultstring>{escape(text)}</faultstring></S:Fault>"
    )
    return Reply(body.encode(), status=status)


def json_error(status: int, code: int, text: str) -> Reply:
    """An error of the statistics endpoints."""
    told = {"error": [{"status": status, "id": code, "label": text}]}
    return Reply(json.dumps(told).encode(), "application/json", status)


def json_warning(status: int = 200) -> Reply:
    """The statistics endpoints' way to say that an answer is being prepared."""
    label = (
        "ASYNCHRONOUS_RESPONSE. Your request will be treated asynchronously. "
        "Please try again later."
    )
    told = {"warning": {"status": 413, "label": label}}
    return Reply(json.dumps(told).encode(), "application/json", status)


def ticket(job: str, status: str = "SUBMITTED") -> Reply:
    """The SDMX endpoints' way to say it: 200, and the number of a job."""
    body = (
        f'<ns0:syncResponse xmlns:ns0="{_EXTRACTION}"><queued>'
        f"<id>{job}</id><status>{status}</status></queued></ns0:syncResponse>"
    )
    return Reply(_ENVELOPE.format(body).encode(), "text/xml")


def job_status(job: str, status: str) -> Reply:
    """How far a job is."""
    body = (
        f'<ns0:asyncResponse xmlns:ns0="{_EXTRACTION}" xmlns:ns1="{_EXTRACTION}/status">'
        f"<ns1:status><ns1:key>{job}</ns1:key><ns1:status>{status}</ns1:status></ns1:status>"
        "</ns0:asyncResponse>"
    )
    return Reply(_ENVELOPE.format(body).encode(), "text/xml")


def not_found(code: str) -> str:
    """The text for a dataset that is not there."""
    return f"ERR_NOT_FOUND_4: The requested dataset {code} is not disseminated."


def too_big(cost: int, most: int) -> str:
    """The text for a question that is too large."""
    return (
        f"EXTRACTION_TOO_BIG: The requested extraction is too big, estimated {cost} rows, "
        f"max authorised is {most}, please change your filters to reduce the extraction size"
    )
