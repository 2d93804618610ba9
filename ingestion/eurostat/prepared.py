"""Answers that Eurostat prepares: a ticket, questions about it with pauses, then the data."""

import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from urllib.parse import urlsplit

from ingestion.answer import Answer
from ingestion.errors import SourceUnavailable, StillQueued
from ingestion.eurostat.answers import Queued, RequestExpired, judge_job
from ingestion.fetch import Fetcher, Question
from ingestion.pace import Patience, only_job
from ingestion.settings import Settings

_SUBMISSIONS = 2


class Counter:
    """Where prepared answers are collected, one at a time on this machine."""

    def __init__(self, fetcher: Fetcher, settings: Settings, patience: Patience) -> None:
        """``settings.queue_seconds`` is how long one answer may take."""
        self._fetcher = fetcher
        self._settings = settings
        self._patience = patience

    def answer(self, question: Question, *, is_large: bool) -> Answer:
        """The data that answer a question, however they come.

        A large question waits until no other one of this machine is in the queue. Raises
        StillQueued when our patience ends, SourceUnavailable when the job expired twice.
        """
        with self._place(is_large):
            for _ in range(_SUBMISSIONS):
                try:
                    return self._submitted(question, is_large)
                except RequestExpired as error:
                    expired = error
        raise SourceUnavailable(
            f"{question.url}: the job expired {_SUBMISSIONS} times ({expired}): ask again later"
        ) from expired

    def _submitted(self, question: Question, is_large: bool) -> Answer:
        try:
            return self._ready(question, self._deadline())
        except Queued as queued:
            jobs = f"{self._settings.eurostat_url}/1.0/async"
            status = replace(
                question,
                url=f"{jobs}/status/{queued.ticket}",
                purpose="status of a job",
                judge=judge_job,
            )
            data = replace(question, url=f"{jobs}/data/{queued.ticket}")
        with self._place(not is_large):
            deadline = self._deadline()
            self._ready(status, deadline)
            return self._ready(data, deadline)

    def _ready(self, question: Question, deadline: float) -> Answer:
        """The answer once it is ready; asks with growing pauses until then."""
        pause = self._patience.queue_pause
        while True:
            try:
                return self._fetcher.fetch(question)
            except (Queued, RequestExpired):
                raise
            except StillQueued as error:
                if time.monotonic() + pause > deadline:
                    raise StillQueued(
                        f"{error} (it took longer than {self._settings.queue_seconds:.0f} s; "
                        "VINTAGES_QUEUE_SECONDS is our patience)"
                    ) from error
            time.sleep(pause)
            pause = min(2 * pause, self._patience.longest_pause)

    def _deadline(self) -> float:
        """From now on; the time until our turn in the queue is not the job's."""
        return time.monotonic() + self._settings.queue_seconds

    def _place(self, is_wanted: bool) -> AbstractContextManager[None]:
        if not is_wanted:
            return nullcontext()
        host = urlsplit(self._settings.eurostat_url).netloc
        folder = self._settings.home / "pace"
        return only_job(folder, host, self._settings.queue_seconds, self._patience.queue_pause)
