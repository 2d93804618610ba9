"""The register of the Council: papers by their number, as PDF."""

from ingestion.publication_release import Part
from ingestion.publications.enquiry import Enquiry
from ingestion.publications.guard import PDF, Wanted

HOST = "https://data.consilium.europa.eu"


def council_address(number: str, language: str = "en") -> str:
    """The public address of a paper such as ST-9897-2025-INIT."""
    return f"{HOST}/doc/document/{number}/{language}/pdf"


def council_parts(enquiry: Enquiry, number: str, language: str = "en") -> tuple[Part, ...]:
    """The paper. Raises DocumentGone for an unknown number, NotThisDocument for a page."""
    wanted = Wanted((PDF,), language)
    return (enquiry.ask(council_address(number, language), wanted.judge).part,)
