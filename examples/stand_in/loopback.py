"""What every stand-in does: serve on loopback, remember what was asked, have bad days."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from threading import RLock, Thread
from types import TracebackType
from typing import Any, Self

from examples.stand_in.bad_days import BadDay, Situation
from examples.stand_in.reply import Asked, Reply
from examples.stand_in.server import LoopbackServer


@dataclass
class Spell:
    """A bad day, for which requests, and how often still (None: for ever).

    ``release`` is the one release that it spoils; None for whatever is asked.
    """

    fragment: str
    bad_day: BadDay
    left: int | None
    release: Any = None


class Loopback(ABC):
    """A server on 127.0.0.1; a context manager. ``requests`` are all requests so far."""

    def __init__(self, port: int, spells: list[Spell]) -> None:
        """Bind the port (0: a free one), with the bad days to come; nothing is answered yet."""
        self.requests: list[Asked] = []
        self._spells = spells
        self._lock = RLock()
        self._server = LoopbackServer(port, self._answer, self._sent)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def base(self) -> str:
        """The scheme and the host, without a path."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        """Start answering."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop answering and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def bad_day(self, fragment: str, bad_day: BadDay, times: int | None = 1) -> None:
        """Spoil the next requests whose path and query contain the fragment (None: all of them).

        Of several bad days for one request the first that is not used up comes.
        """
        with self._lock:
            self._spells.append(Spell(fragment, bad_day, times))

    def asked(self, fragment: str) -> list[Asked]:
        """The requests so far whose path and query contain the fragment."""
        return [request for request in self.requests if fragment in request.target]

    @abstractmethod
    def _good(self, asked: Asked) -> Reply:
        """The reply on a good day."""

    @abstractmethod
    def _served(self, asked: Asked) -> Any:
        """The release that a request is about; None for any other request."""

    @abstractmethod
    def _situation(self, asked: Asked) -> Situation:
        """What a bad day may look at."""

    @abstractmethod
    def _sent(self, reply: Reply) -> None:
        """A reply went out whole."""

    def _answer(self, asked: Asked) -> Reply:
        with self._lock:
            self.requests.append(asked)
            reply = self._good(asked)
            spell = self._spell_for(asked)
            if spell is None:
                return reply
            spoiled = spell.bad_day(reply, self._situation(asked))
            return spoiled if spoiled is reply else replace(spoiled, completes=None)

    def _spell_for(self, asked: Asked) -> Spell | None:
        served = self._served(asked)
        for spell in self._spells:
            is_meant = spell.fragment in asked.target and spell.release in (None, served)
            if is_meant and spell.left != 0:
                spell.left = None if spell.left is None else spell.left - 1
                return spell
        return None
