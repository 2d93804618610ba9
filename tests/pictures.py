"""What is in a picture that was drawn."""

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Picture:
    """An SVG as a reader of its file finds it."""

    root: etree._Element

    @property
    def texts(self) -> list[str]:
        """All lines of words that are drawn, in the order of the file."""
        return [each.text for each in self.root.iter(f"{_SVG}text", f"{_SVG}tspan") if each.text]

    @property
    def said(self) -> dict[str, str]:
        """The elements that its aria-labelledby names, by tag: what a screen reader says."""
        names = (self.root.get("aria-labelledby") or "").split()
        found = [each for each in self.root if each.get("id") in names]
        return {etree.QName(each).localname: each.text or "" for each in found}

    @property
    def lines(self) -> list[str]:
        """The path of each line; it starts anew with M after a gap."""
        return [path.get("d") or "" for path in self._marks("line")]

    def fills(self, mark: str) -> list[str]:
        """The colour of each mark of a kind: rect, text, symbol."""
        return [path.get("fill") or "" for path in self._marks(mark)]

    def _marks(self, mark: str) -> list[etree._Element]:
        groups = [
            each
            for each in self.root.iter(f"{_SVG}g")
            if f"mark-{mark} role-mark" in (each.get("class") or "")
        ]
        return [child for group in groups for child in group]


def picture(svg: bytes | Path) -> Picture:
    """A picture from its bytes or its file, which must be well-formed XML."""
    content = svg if isinstance(svg, bytes) else svg.read_bytes()
    return Picture(etree.fromstring(content))
