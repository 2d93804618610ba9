"""What a check of `vintages doctor` found, and what to do about it."""

from dataclasses import dataclass
from typing import Literal

State = Literal["well", "look", "wrong"]


@dataclass(frozen=True)
class Finding:
    """What one check found: all is well, a person may look, or something is wrong."""

    check: str
    state: State
    found: str
    advice: str = ""
