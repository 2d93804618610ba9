"""The one way out for messages: by mail, by Apprise, or to a webhook. An address is a secret.

No error that leaves this module quotes an address, since errors end in logs and in the warehouse.
"""

import ipaddress
import json
import logging
import re
import smtplib
import socket
import ssl
from contextlib import closing, suppress
from importlib.metadata import version
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import apprise
import requests

from ingestion.alert_routes import Channel
from ingestion.errors import Misconfigured
from ingestion.letter import Letter
from warehouse.errors import VintagesError

USER_AGENT = f"vintages/{version('vintages')} (alerts)"
_SECONDS = 20.0
# A mail server may look for viruses before it gives thanks, and who does not wait sends again what
# it took: RFC 5321 asks for ten minutes, in which the box `deliver` has to be through.
_MAIL_SECONDS = 240.0
_MAIL_PORTS = {"smtp": 25, "smtps": 465}
# IPv6 networks in whose addresses the last four bytes are an IPv4 address
_WRAPPED = tuple(map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0/96", "64:ff9b::/96")))
# and those in which it stands elsewhere: nobody needs them for a webhook
_REFUSED = tuple(map(ipaddress.IPv6Network, ("2002::/16", "64:ff9b:1::/48")))
# Apprise logs addresses that it cannot read, tokens and all: its log goes nowhere but to us.
logging.getLogger("apprise").propagate = False


class NotDelivered(VintagesError):
    """A channel did not take a message: it is sent again, with growing pauses."""


def send(channel: Channel, address: str, letter: Letter, *, internal: bool = False) -> str | None:
    """Hand a letter to a channel; returns a remark where some of its receivers refused it.

    ``internal`` lets a webhook go to this machine and to private networks. Raises NotDelivered when
    the channel did not take it, Misconfigured when the address cannot be used.
    """
    if channel.kind == "mail":
        return _mail(channel, address, letter)
    if channel.kind == "apprise":
        _apprise(address, letter)
    else:
        _webhook(address, letter, internal=internal)
    return None


def _mail(channel: Channel, address: str, letter: Letter) -> str | None:
    parts = _parts(address, _MAIL_PORTS)
    try:
        with closing(_mail_server(parts)) as server:
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            refused = server.send_message(letter.mail(channel.sender or "", channel.recipients))
            with suppress(
                OSError, smtplib.SMTPException
            ):  # the mail is taken, whatever is said now
                server.quit()
    except smtplib.SMTPRecipientsRefused as error:
        raise NotDelivered(f"{parts.hostname} refused all recipients") from error
    except smtplib.SMTPResponseException as error:
        raise NotDelivered(f"{parts.hostname} answered {error.smtp_code}") from None
    except smtplib.SMTPNotSupportedError:
        raise NotDelivered(
            f"{parts.hostname} offers no STARTTLS, or no login: no mail sent. Use smtps://, or add "
            "?disable_tls=true for a server inside your own walls"
        ) from None
    except (OSError, UnicodeError, smtplib.SMTPException) as error:
        raise NotDelivered(f"{parts.hostname}: {type(error).__name__}: no mail sent") from None
    return f"refused for {', '.join(refused)}" if refused else None


def _mail_server(parts: SplitResult) -> smtplib.SMTP:
    """A connection under TLS, from the start or by STARTTLS, unless the address says otherwise.

    The words for otherwise are those of Airflow's connections.
    """
    host, port = parts.hostname or "", parts.port or _MAIL_PORTS[parts.scheme]
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps" or port == _MAIL_PORTS["smtps"]:
        server = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=_SECONDS)
        if parse_qs(parts.query).get("disable_tls", ["false"])[0].lower() != "true":
            server.starttls(context=context)
    if server.sock is not None:
        server.sock.settimeout(_MAIL_SECONDS)
    return server


def _apprise(address: str, letter: Letter) -> None:
    capture = apprise.LogCapture(level=logging.WARNING, fmt="%(message)s")  # type: ignore[no-untyped-call] # Apprise's
    with capture as log:
        outlet = apprise.Apprise(asset=apprise.AppriseAsset(app_id="Vintages"))
        if not outlet.add(address):
            raise Misconfigured("the channel's address is no Apprise URL: see Apprise's own list")
        if not outlet.notify(title=letter.subject, body=letter.text):
            said = _without(address, " ".join(log.getvalue().split()))
            raise NotDelivered(f"Apprise could not deliver: {said or 'no reason given'}")


def _without(address: str, text: str) -> str:
    """The text without any piece of an address that could be a secret."""
    for piece in sorted(re.split(r"[^\w.%~+-]+", address), key=len, reverse=True):
        if len(piece) > 4:
            text = text.replace(unquote(piece), "***").replace(piece, "***")
    return text


def _webhook(address: str, letter: Letter, *, internal: bool) -> None:
    parts = _parts(address, {"https": 443, "http": 80})
    if not internal:
        _require_public(parts)
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": letter.identity,
        "User-Agent": USER_AGENT,
    }
    try:
        with requests.Session() as session:
            session.trust_env = not internal
            response = session.request(
                "POST",
                address,
                data=json.dumps(letter.body).encode(),
                headers=headers,
                timeout=_SECONDS,
                allow_redirects=False,
                stream=True,
            )
            response.close()
    except (requests.RequestException, ValueError) as error:  # the last: no name of a host
        # Their words quote the address, whose path is often the secret.
        raise NotDelivered(f"{parts.hostname}: {type(error).__name__}: nothing sent") from None
    if not 200 <= response.status_code < 300:
        raise NotDelivered(f"{parts.hostname} answered {response.status_code}")


def _require_public(parts: SplitResult) -> None:
    """Raises Misconfigured for a target inside our own walls, or one that is asked in clear."""
    host, port = parts.hostname or "", parts.port or 443
    if parts.scheme != "https":
        raise Misconfigured(
            f"the webhook at {host} is not https: use https, or set "
            "VINTAGES_INTERNAL_WEBHOOKS=yes for one inside your own walls"
        )
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotDelivered(f"{host} has no address now ({type(error).__name__})") from None
    if not all(_is_public(str(each[4][0])) for each in found):
        raise Misconfigured(
            f"the webhook at {host} leads into a private network: "
            "set VINTAGES_INTERNAL_WEBHOOKS=yes where that is meant"
        )


def _is_public(text: str) -> bool:
    """Whether an IP address is one of the internet, also where it is an IPv4 address inside."""
    address = ipaddress.ip_address(text)
    if any(address in network for network in _WRAPPED):
        address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    is_refused = address.is_multicast or any(address in network for network in _REFUSED)
    return address.is_global and not is_refused


def _parts(address: str, ports: dict[str, int]) -> SplitResult:
    """The parts of an address of one of these schemes. Raises Misconfigured, without quoting it."""
    try:
        parts = urlsplit(address)
        is_usable = parts.scheme in ports and bool(parts.hostname) and parts.port != 0
        # of `https://a\\@b/` some libraries read that it is at a, and others at b
        is_usable = is_usable and "\\" not in address
    except ValueError:
        is_usable = False
    if not is_usable:
        raise Misconfigured(
            f"the channel's address is not usable: wanted {' or '.join(ports)}://host, with any "
            "special character of a password percent-encoded"
        )
    return parts
