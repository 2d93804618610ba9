"""Redirects: where one may lead us, and where we do not follow."""

from urllib.parse import urljoin, urlsplit

from ingestion.errors import Maintenance, SourceChanged
from warehouse.legible import one_line

MAINTENANCE_HOST = "sorry.ec.europa.eu"


def followed(url: str, location: str) -> str:
    """Where a redirect leads, if we go there: to the same host, and never from TLS to none.

    CELLAR sends who asks over TLS to plain addresses of its own; the same are served over TLS.
    Raises Maintenance for the maintenance host, SourceChanged for any other.
    """
    try:
        target = urljoin(url, location)
        here, there = urlsplit(url), urlsplit(target)
    except ValueError as error:
        raise SourceChanged(f"{url} redirects to {location!r}, which is no address") from error
    if there.hostname == MAINTENANCE_HOST:
        raise Maintenance(f"{url} sends us to {MAINTENANCE_HOST}: ask again when it is over")
    # The name will not do: of `http://a\\@b/` one library reads that it is at a, another at b.
    if there.netloc == here.netloc and target.isprintable():
        if there.scheme == here.scheme:
            return target
        if {here.scheme, there.scheme} == {"http", "https"} and ":" not in here.netloc:
            return there._replace(scheme="https").geturl()
    raise SourceChanged(
        f"{url} redirects to {one_line(target)}; we stay on {here.scheme}://{here.netloc}: see "
        "whether the source moved, then change its address in the settings"
    )
