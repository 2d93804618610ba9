"""How Sphinx makes the site from these pages: ``make docs``, into build/docs.

Nothing in the site is loaded from elsewhere. Every warning is an error, so that a link to a page,
heading or image that is not there ends the build. Addresses outside are listed in
external-links.txt and never asked.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "Vintages"
author = "the Vintages contributors"
language = "en"
html_title = "Vintages"
html_theme = "furo"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_use_index = False

extensions = ["myst_parser"]
exclude_patterns = ["take_screenshots.py"]
myst_heading_anchors = 4  # the same anchors as on GitHub
nitpicky = True


def setup(app: "Sphinx") -> None:
    """Has Sphinx call us with each page's tree when its links are resolved."""
    app.connect("doctree-resolved", _note_external_links)
    app.connect("build-finished", _list_external_links)


_external: set[str] = set()


def _note_external_links(app: "Sphinx", doctree: nodes.document, name: str) -> None:
    for link in doctree.findall(nodes.reference):
        address = link.get("refuri", "")
        if address.startswith(("http://", "https://")):
            _external.add(f"{address} {name}")


def _list_external_links(app: "Sphinx", error: Exception | None) -> None:
    if error is None:
        lines = "".join(f"{line}\n" for line in sorted(_external))
        Path(app.outdir, "external-links.txt").write_text(lines, encoding="utf-8")
