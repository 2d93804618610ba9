"""Fetches releases from Eurostat: the dialogue with its endpoints, and nothing of its formats."""

import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from ingestion.answer import Answer
from ingestion.archive import Archive
from ingestion.decompress import decompressed
from ingestion.errors import DatasetGone, NotThisDataset, ReleaseMoved, TooLarge
from ingestion.eurostat.answers import (
    CodeLeft,
    ExtractionTooBig,
    NothingFound,
    WrongFilters,
    judge,
    judge_filled_table,
    judge_table,
)
from ingestion.eurostat.prepared import Counter
from ingestion.eurostat.read_constraint import read_constraint
from ingestion.eurostat.read_dataflow import STRUCTURE_STAMP, Probe, read_dataflow
from ingestion.eurostat.read_structure import read_structure
from ingestion.eurostat.slices import Codes, cut, each_code, filter_key, parts_wanted
from ingestion.fetch import Fetcher, Journal, Question
from ingestion.pace import Patience
from ingestion.release import Evidence, Release
from ingestion.settings import Settings
from ingestion.source import normal_code

_MOST_PARTS = 400
# Below this Eurostat answers at once (a third party's figure): no place in the queue is needed.
_SYNCHRONOUS = 500_000
_log = logging.getLogger(__name__)


class Eurostat:
    """Eurostat's dissemination API, or whatever ``settings.eurostat_url`` puts in its place.

    Every request is an attempt in the journal and its bytes are in the archive. All methods raise
    SourceUnavailable and its subclasses (ask again later) and SourceChanged and its subclasses
    (a person reads); a code is upper-cased, that of a view raises Misconfigured.
    """

    def __init__(
        self,
        settings: Settings,
        archive: Archive,
        journal: Journal,
        patience: Patience | None = None,
    ) -> None:
        """``patience`` follows from ``settings.pace_seconds`` when it is not given."""
        patience = patience or Patience.of(settings)
        self._settings = settings
        self._archive = archive
        self._fetcher = Fetcher(settings, archive, journal, patience)
        self._counter = Counter(self._fetcher, settings, patience)

    def probe(self, code: str) -> Probe:
        """What the dataset's dataflow says now: its stamps, without the data."""
        code = normal_code(code)
        answer = self._ask("probe", f"sdmx/2.1/dataflow/ESTAT/{code}?format=JSON", code)
        probe = read_dataflow(self._payload(answer))
        if probe.dataset_code.upper() != code:
            raise NotThisDataset(f"{answer.url} describes {probe.dataset_code}, wanted {code}")
        return probe

    def fetch_release(
        self, code: str, evidence: Evidence = "captured", slice_by: str | None = None
    ) -> Release:
        """The current release, whole and archived, with the structure that came with it.

        It is asked for whole and cut where Eurostat refuses; with ``slice_by`` it is asked for in
        a slice per code of that dimension from the start, which saves the refusal.
        Raises ReleaseMoved when the dataset was published again meanwhile; then nothing but the
        bytes is kept.
        """
        before = self.probe(code)
        fetched_at = datetime.now(UTC)
        parts = self._parts(before, slice_by)
        structure = self._structure(before.dataset_code)
        self._compare_structures(before, structure)
        self._require_same_release(before)
        release = Release(
            dataset_code=before.dataset_code,
            released_at=before.released_at,
            fetched_at=fetched_at,
            source_format="tsv",
            parts=tuple(part.archive_key for part in parts),
            structure=structure.archive_key,
            stamps=before.stamps,
            evidence=evidence,
            origins=tuple(part.url for part in parts),
        )
        self._archive.put_release(release)
        return release

    def structure(self, code: str) -> bytes:
        """The structure message (SDMX-ML: dataflow, DSD, concepts, codelists), unpacked."""
        return self._payload(self._structure(normal_code(code)))

    def constraint(self, code: str) -> dict[str, tuple[str, ...]]:
        """The codes that the data have now, per dimension without time."""
        code = normal_code(code)
        path = f"sdmx/2.1/contentconstraint/ESTAT/{code}/latest"
        return read_constraint(self._payload(self._ask("content constraint", path, code)))

    def update_feed(self) -> bytes:
        """The update feed (RSS) as it is now, unpacked."""
        path = "catalogue/rss/en/statistics-update.rss"
        return self._payload(self._ask("update feed", path, None))

    def _parts(self, probe: Probe, slice_by: str | None) -> list[Answer]:
        first: Callable[[Codes], list[Codes]]
        if slice_by is not None:
            first = partial(each_code, dimension=slice_by)
        else:
            try:
                return [self._table(probe)]
            except ExtractionTooBig as refusal:
                first = partial(cut, selection={}, parts=parts_wanted(str(refusal)))
        try:
            return self._slices(probe, first)
        except (CodeLeft, WrongFilters) as error:
            _log.warning("%s: the structure moved, cutting it again: %s", probe.dataset_code, error)
            return self._slices(probe, first)

    def _slices(self, probe: Probe, first: Callable[[Codes], list[Codes]]) -> list[Answer]:
        """The dataset in parts that Eurostat hands out, pulled one after another.

        That codes have no series together is believed when it is said twice, the second time after
        all other parts: Eurostat itself lists each of them.
        """
        code = probe.dataset_code
        dimensions = read_structure(self.structure(code)).dimensions
        codes = self.constraint(code)
        waiting: deque[Codes] = deque(first(codes))
        parts: list[Answer] = []
        empty: list[str] = []
        for _ in range(_MOST_PARTS):
            if not waiting:
                break
            selection = waiting.popleft()
            key = filter_key(dimensions, selection)
            try:
                parts.append(self._table(probe, key))
            except NothingFound:
                empty.append(key)
            except ExtractionTooBig as refusal:
                waiting.extendleft(reversed(cut(codes, selection, parts_wanted(str(refusal)))))
        for key in empty:
            with suppress(NothingFound):
                parts.append(self._table(probe, key))
        return _whole(code, parts, waiting)

    def _table(self, probe: Probe, key: str = "") -> Answer:
        """The data, whole or filtered by a key."""
        path = f"sdmx/2.1/data/{probe.dataset_code}{'/' if key else ''}{key}"
        may_be_empty = bool(key) or probe.observation_count == 0
        question = Question(
            url=f"{self._settings.eurostat_url}/{path}?format=TSV&compressed=true",
            purpose="data",
            dataset_code=probe.dataset_code,
            judge=judge_table if may_be_empty else judge_filled_table,
        )
        count = probe.observation_count
        answer = self._counter.answer(question, is_large=count is None or count > _SYNCHRONOUS)
        return replace(answer, url=question.url)

    def _structure(self, code: str) -> Answer:
        path = f"sdmx/2.1/dataflow/ESTAT/{code}/latest?references=descendants&compressed=true"
        return self._ask("structure", path, code)

    def _require_same_release(self, before: Probe) -> None:
        after = self.probe(before.dataset_code)
        if after.released_at != before.released_at:
            raise ReleaseMoved(
                f"{before.dataset_code} was published again while we fetched it "
                f"({before.released_at} before, {after.released_at} after): start over"
            )

    def _compare_structures(self, probe: Probe, structure: Answer) -> None:
        """Eurostat's dataflow and its DSD may be of two versions: both are kept, and told."""
        named = probe.stamps.get(STRUCTURE_STAMP)
        served = f"{probe.dataset_code}({read_structure(self._payload(structure)).version})"
        if named is not None and named != served:
            _log.warning("the dataflow names the structure %s, Eurostat sent %s", named, served)

    def _ask(self, purpose: str, path: str, code: str | None) -> Answer:
        url = f"{self._settings.eurostat_url}/{path}"
        return self._fetcher.fetch(Question(url, purpose, code, judge))

    def _payload(self, answer: Answer) -> bytes:
        return decompressed(self._archive.read(answer.archive_key), self._settings.max_bytes)


def _whole(code: str, parts: list[Answer], waiting: deque[Codes]) -> list[Answer]:
    if waiting:
        raise TooLarge(
            f"{code} needs more than {_MOST_PARTS} parts, {len(parts)} came: ask Eurostat how it "
            "is to be fetched"
        )
    if not parts:
        raise DatasetGone(f"{code} is too large for one answer and every part of it is empty")
    return parts
