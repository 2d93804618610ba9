"""Pages as HTML: every value is escaped, and nothing in them asks another server."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Connection

from warehouse.pages import words
from warehouse.pages.decisions import where_to_decide
from warehouse.pages.host import Host

_TEMPLATES = Path(__file__).parent / "templates"
_FILTERS = (words.day, words.minute, words.age, words.count, words.share, words.changes)


class Pages:
    """The templates, for one host."""

    def __init__(self, host: Host) -> None:
        """A name that a template wants and does not get is an error, not an empty place."""
        self.host = host
        self.environment = Environment(
            autoescape=True,
            undefined=StrictUndefined,
            loader=FileSystemLoader(_TEMPLATES),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters |= {each.__name__: each for each in _FILTERS}
        self.environment.filters["path"] = lambda name: quote(name, safe="")
        self.environment.globals |= {
            "VERDICTS": words.VERDICTS,
            "STATES": words.STATES,
            "CHANGE_KINDS": words.CHANGE_KINDS,
            "moved": words.change,
        }

    def show(
        self, request: Request, name: str, read: Callable[[Connection], Mapping[str, Any]]
    ) -> Response:
        """The template ``name`` with what ``read`` finds in the warehouse, as one transaction."""
        with self.reading() as connection:
            return self.page(request, name, **read(connection))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The warehouse in one transaction that cannot write. Raises WarehouseUnreachable."""
        with self.host.analyst().connect() as opened:
            yield opened.execution_options(postgresql_readonly=True)

    def page(self, request: Request, name: str, status: int = 200, /, **values: Any) -> Response:
        """The template ``name`` with these values."""
        root = request.scope.get("root_path", "").rstrip("/")
        outside = root.removesuffix(self.host.mounted_at)
        written = self.environment.get_template(f"{name}.html.j2").render(
            here=name,
            root=root,
            outside=outside,
            link=lambda path, **query: _address(root, path, query),
            decide=lambda found: outside + where_to_decide(found, self.host.decide_path),
            login=f"{outside}{self.host.login_path}",
            now=datetime.now(UTC),
            **values,
        )
        return HTMLResponse(written, status)


def _address(root: str, path: str, query: dict[str, Any]) -> str:
    """A path below the pages, with those words of the query that say something."""
    said = {name: value for name, value in query.items() if value not in ("", None, 1)}
    return f"{root}/{path}{'?' if said else ''}{urlencode(said)}"
