"""The line for a Eurostat dataset: which releases are wanted, fetch, stage, check, load.

The only module of this wing that knows the order. Each step takes and gives small keys, and can be
run again alone with the same result.
"""

import logging
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from sqlalchemy import Engine

from ingestion.archive import Archive
from ingestion.checks.gate import Verdict, judge
from ingestion.checks.rule import profile
from ingestion.errors import CheckFailed, NotThisDataset, SourceChanged
from ingestion.eurostat.read_release import read_release, structure_of
from ingestion.eurostat.releases import Eurostat
from ingestion.eurostat.wanted import datasets_wanted
from ingestion.normal_form import in_order
from ingestion.release import Release
from ingestion.settings import Settings, access, settings
from ingestion.source import Source, default_source, source, source_path, sources
from warehouse.candidate import Candidate
from warehouse.connection import engine
from warehouse.decide import hold, reject
from warehouse.errors import ReleaseConflict, StageOutdated
from warehouse.journal import record_attempt, record_refusal
from warehouse.load import Arrival, Loaded, record_republished
from warehouse.load import load as load_stage
from warehouse.neighbours import Held, Neighbours, known_dimensions, neighbours
from warehouse.quality import remember
from warehouse.snapshot import Snapshot, observation_hash
from warehouse.stage import stage as write_stage
from warehouse.stage import stage_of

_TIMES_STAGED = 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Decision:
    """Who lets a held release in, and why."""

    name: str
    reason: str
    remember_until: date | None = None


@dataclass(frozen=True)
class Line:
    """The line with all that it touches: settings, archive, warehouse, Eurostat."""

    settings: Settings

    @cached_property
    def archive(self) -> Archive:
        """Where bytes are kept."""
        return Archive(self.settings.archive_url)

    @cached_property
    def warehouse(self) -> Engine:
        """The warehouse as its loader."""
        return engine(access(self.settings).loader)

    @cached_property
    def eurostat(self) -> Eurostat:
        """Eurostat, with every attempt written into the warehouse."""
        return Eurostat(self.settings, self.archive, partial(record_attempt, self.warehouse))

    def source(self, dataset_code: str) -> Source:
        """What we ask of a dataset; defaults where no file says it."""
        if source_path(dataset_code, self.settings.sources) is None:
            return default_source(dataset_code, ())
        return source(dataset_code, self.settings.sources)

    def releases_wanted(self) -> list[str]:
        """The datasets whose catalogue entry shows a release that needs a run, or a recheck."""
        followed = sources(self.settings.sources)
        return datasets_wanted(followed, self.eurostat.probe, self.warehouse)

    def fetch(self, dataset_code: str) -> str:
        """Download and archive the current release; returns its key in the archive."""
        followed = self.source(dataset_code)
        fetched = self.eurostat.fetch_release(dataset_code, followed.evidence, followed.slice_by)
        return self.archive.put_release(fetched)

    def stage(self, release_key: str) -> int | None:
        """Compare a release with its neighbours; returns the stage, or None for the same figures.

        The same figures under a new stamp are recorded as republished; other figures under an old
        stamp are a silent release, dated by when we saw them. Raises ReleaseConflict where a file
        at hand contradicts what is held for its moment. A release that cannot be read is refused:
        the warehouse remembers why, so that it is not fetched again every half hour.
        """
        release = self.archive.release(release_key)
        try:
            return self._staged(release_key, release)
        except SourceChanged as error:
            why = (release_key, str(error))
            record_refusal(self.warehouse, release.dataset_code, release.released_at, why)
            raise

    def _staged(self, release_key: str, release: Release) -> int | None:
        place = self._place(release)
        if place.same is not None:
            if self._same_figures(release, place.same):
                return None
            release = self._silent(release, place.same)
            release_key = self.archive.put_release(release)
            place = self._place(release)
        if place.before is not None and self._parts(place.before) == release.parts:
            record_republished(self.warehouse, place, self._arrival(release_key))
            return None
        return self._stage_changes(release_key, release, place)

    def _stage_changes(self, release_key: str, release: Release, place: Neighbours) -> int | None:
        snapshot = self._snapshot(release, place)
        if place.before is not None and observation_hash(snapshot) == place.before.content_hash:
            record_republished(self.warehouse, place, self._arrival(release_key))
            return None
        before, after = (self._held_snapshot(held, place) for held in (place.before, place.after))
        candidate = Candidate(release_key, release.released_at, snapshot, before, after)
        return write_stage(self.warehouse, place, candidate)

    def check(self, stage_id: int) -> Verdict | None:
        """Ask the rules of a stage; hold it when they say so, and raise CheckFailed to say why.

        What every rule saw is kept in ``figures.checks``. None for a stage that was decided.
        """
        with self.warehouse.connect() as connection:
            stage = stage_of(connection, stage_id)
        if stage.status not in ("staged", "held"):
            return None
        release = self.archive.release(stage.release_key)
        structure = structure_of(release, self.archive, self.settings)
        asked = profile(self.source(stage.dataset_code), structure, release.stamps)
        verdict = judge(self.warehouse, stage, asked)
        if verdict.verdict != "quarantine":
            return verdict
        reason = "; ".join(verdict.reasons)
        hold(self.warehouse, stage_id, reason)
        raise CheckFailed(
            f"{stage.dataset_code}, released {stage.released_at:%Y-%m-%d %H:%M} UTC: {reason}. "
            f"The warehouse is as it was; look at the release, then accept or reject it: "
            f"vintages decide {stage_id} accept|reject --name YOU --reason WHY"
        )

    def load(self, stage_id: int, decision: Decision | None = None) -> Loaded:
        """Make a staged release part of the history, staging it anew if that became necessary."""
        for _ in range(_TIMES_STAGED):
            with self.warehouse.connect() as connection:
                stage = stage_of(connection, stage_id)
            try:
                return load_stage(
                    self.warehouse, stage_id, self._arrival(stage.release_key, decision)
                )
            except StageOutdated as outdated:
                _log.info("staging again: %s", outdated)
                newer = self.stage(stage.release_key)
            if newer is None:
                return Loaded(stage.dataset_code, stage.released_at, "unchanged", {})
            stage_id = newer
            if decision is None:
                self.check(stage_id)
        raise StageOutdated(f"{stage.dataset_code}: other loads came in between; load it again")

    def decide(self, stage_id: int, decision: Decision, *, accept: bool) -> Loaded | None:
        """Let a held release in, or keep it out, for a reason that is kept with it.

        An accepted one may be remembered: until that day, the same rules let the same members in.
        """
        if not accept:
            reject(self.warehouse, stage_id, decision.name, decision.reason)
            return None
        loaded = self.load(stage_id, decision)
        if decision.remember_until:
            decided = (decision.name, decision.reason)
            remember(self.warehouse, stage_id, decided, decision.remember_until)
        return loaded

    def _place(self, release: Release) -> Neighbours:
        with self.warehouse.begin() as connection:
            return neighbours(connection, release.dataset_code, release.released_at)

    def _parts(self, held: Held) -> tuple[str, ...]:
        return self.archive.release(held.release_key).parts

    def _same_figures(self, release: Release, held: Held) -> bool:
        if self._parts(held) == release.parts:
            return True
        snapshot = self._snapshot(release, self._place(release))
        return observation_hash(snapshot) == held.content_hash

    def _silent(self, release: Release, held: Held) -> Release:
        """Other figures under a stamp that is held: seen by us, so dated by when we saw them."""
        if release.evidence == "backfilled":
            raise ReleaseConflict(
                f"{release.dataset_code} has other figures for {held.released_at:%Y-%m-%d %H:%M} "
                f"UTC already (archive key {held.release_key}): give this file its own moment"
            )
        return release.at(release.fetched_at, silent=True)

    def _held_snapshot(self, held: Held | None, place: Neighbours) -> Snapshot | None:
        if held is None:
            return None
        return self._snapshot(self.archive.release(held.release_key), place)

    def _snapshot(self, release: Release, place: Neighbours) -> Snapshot:
        """The release's snapshot, its keys in the order of dimensions that the dataset has."""
        snapshot = read_release(release, self.archive, self.settings)
        structure = structure_of(release, self.archive, self.settings)
        if structure is not None and set(structure.dimensions) != set(snapshot.dimensions):
            raise NotThisDataset(
                f"{release.dataset_code} has the dimensions {', '.join(structure.dimensions)}, "
                f"the file has {', '.join(snapshot.dimensions)}: it is of another dataset"
            )
        with self.warehouse.connect() as connection:
            known = known_dimensions(connection, place.dataset_id)
        wanted = [*known, self.source(release.dataset_code).dimensions]
        same = (order for order in wanted if set(order) == set(snapshot.dimensions))
        return in_order(snapshot, next(same, snapshot.dimensions))

    def _arrival(self, release_key: str, decision: Decision | None = None) -> Arrival:
        release = self.archive.release(release_key)
        return Arrival(
            release_key=release_key,
            released_at=release.released_at,
            stamps=release.stamps,
            evidence=release.evidence,
            silent=release.silent,
            title=self.source(release.dataset_code).title or None,
            structure=structure_of(release, self.archive, self.settings),
            structure_key=release.structure,
            accepted_by=decision.name if decision else None,
            accepted_because=decision.reason if decision else None,
        )


def line() -> Line:
    """The line that the environment asks for."""
    return Line(settings())


def releases_wanted(hints: list[str]) -> list[str]:
    """The datasets that need a run. Hints are logged, never trusted: all followed are compared."""
    if hints:
        _log.info("the feed named %s", ", ".join(hints))
    return line().releases_wanted()


def fetch(dataset_code: str) -> str:
    """Download and archive the current release of a dataset; returns its key in the archive."""
    return line().fetch(dataset_code)


def stage(release_key: str) -> int | None:
    """Compare a release with its neighbours; returns the stage, or None for the same figures."""
    return line().stage(release_key)


def check(stage_id: int) -> None:
    """Raise CheckFailed for a staged release that looks wrong; it is then held."""
    line().check(stage_id)


def load(stage_id: int) -> dict[str, int]:
    """Make a staged release part of the history; returns its changes per kind."""
    return dict(line().load(stage_id).changes)
