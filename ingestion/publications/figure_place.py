"""A number in its sentence, as the rules look at it."""

from dataclasses import dataclass

from ingestion.publications import statistic_words as words
from ingestion.publications.printed_number import PrintedNumber


@dataclass(frozen=True)
class Place:
    """A number in its sentence; ``read`` has the years that ``masked`` lacks."""

    number: PrintedNumber
    masked: str
    read: str
    at: int
    paragraph: str
    heading: str

    @property
    def before(self) -> str:
        """The sentence before the number."""
        return self.masked[: self.at]

    @property
    def after(self) -> str:
        """The sentence after it."""
        return self.masked[self.at + len(self.number.printed) :]

    @property
    def read_after(self) -> str:
        """The sentence after it, with years and all."""
        return self.read[self.at + len(self.number.printed) :]

    @property
    def is_about_figures(self) -> bool:
        """Whether the paragraph, or the heading, counts people or events."""
        return bool(words.COUNTED.search(self.paragraph) or words.COUNTED.search(self.heading))
