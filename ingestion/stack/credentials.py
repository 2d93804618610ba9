"""The passwords and keys of one installation: made once, readable by their owner only."""

import base64
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from warehouse.private_file import write_private

ADMIN = "admin"


@dataclass(frozen=True)
class Credentials:
    """What Airflow's processes share, and what a person logs in with (as ``admin``).

    ``fernet_key`` encrypts connections in Airflow's database, ``api_secret`` its sessions;
    ``jwt_secret`` signs tokens by HS512, which wants 64 characters or more.
    """

    admin_password: str
    fernet_key: str
    api_secret: str
    jwt_secret: str


def credentials(home: Path) -> Credentials:
    """The credentials of this home, made at the first call and the same ever after."""
    file = home / "credentials.json"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        write_private(file, json.dumps(asdict(_new())))
    return Credentials(**json.loads(file.read_text()))


def _new() -> Credentials:
    return Credentials(
        admin_password=secrets.token_urlsafe(12),
        fernet_key=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        api_secret=secrets.token_urlsafe(48),
        jwt_secret=secrets.token_urlsafe(64),
    )
