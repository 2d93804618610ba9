"""Redirects: where one may lead us, and where we do not follow."""

from urllib.parse import urljoin, urlsplit

from ingestion.errors import Maintenance, SourceChanged

MAINTENANCE_HOST = "sorry.ec.europa.eu"


def followed(url: str, location: str) -> str:
    """Where a redirect leads, if we go there: to the same host, and never from TLS to none.

    CELLAR sends who asks over TLS to plain addresses of its own; the same are served over TLS.
    Raises Maintenance for the maintenance host, SourceChanged for any other.
    """
    target = urljoin(url, location)
    here, there = urlsplit(url), urlsplit(target)
    if there.hostname == MAINTENANCE_HOST:
        raise Maintenance(f"{url} sends us to {MAINTENANCE_HOST}: ask again when it is over")
    if there.hostname == here.hostname:
        if there[:2] == here[:2]:
            return target
        if {here.scheme, there.scheme} == {"http", "https"} and not (here.port or there.port):
            return there._replace(scheme="https").geturl()
    raise SourceChanged(
        f"{url} redirects to {target}; we stay on {here.scheme}://{here.netloc}: see whether the "
        "source moved, then change its address in the settings"
    )
