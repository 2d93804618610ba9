"""The line for a Eurostat dataset: which releases are wanted, fetch, stage, check, decide, load.

The only module of this wing that knows the order. Each step takes and gives small keys, and can be
run again alone with the same result.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, partial

from sqlalchemy import Engine

from ingestion.archive import Archive
from ingestion.checks.decision import Decision, keep_out, let_in_again
from ingestion.checks.gate import Verdict, judge
from ingestion.checks.rule import profile
from ingestion.checks.settle import settle
from ingestion.errors import CheckFailed, CheckNotMade, SourceChanged
from ingestion.eurostat.arrival import arrival
from ingestion.eurostat.read_release import structure_of
from ingestion.eurostat.releases import Eurostat
from ingestion.eurostat.snapshots import Snapshots
from ingestion.eurostat.staging import TIMES_STAGED, staged
from ingestion.eurostat.stopwatch import of_release, of_stage, timed, timed_step
from ingestion.eurostat.wanted import datasets_wanted, still_wanted
from ingestion.reporting import label_rounds
from ingestion.settings import Settings, access, settings
from ingestion.source import Source, default_source, source, source_path, sources_apart
from warehouse.connection import engine
from warehouse.decide import DECIDE, require_not_rejected, took_its_place, waits
from warehouse.errors import StageOutdated
from warehouse.journal import record_announced, record_attempt, record_refusal
from warehouse.load import Loaded
from warehouse.load import load as load_stage
from warehouse.stage import Stage, stage_of

_log = logging.getLogger(__name__)


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
        return next(iter(self._named(dataset_code)), default_source(dataset_code, ()))

    def _named(self, dataset_code: str) -> list[Source]:
        """What the file of a dataset says; nothing where there is none."""
        if source_path(dataset_code, self.settings.sources) is None:
            return []
        return [source(dataset_code, self.settings.sources)]

    @cached_property
    def snapshots(self) -> Snapshots:
        """Archived releases, read."""
        return Snapshots(self.archive, self.settings, self.warehouse, self.source)

    def releases_wanted(self) -> list[str]:
        """The datasets whose catalogue entry shows a release that needs a run, or a recheck."""
        followed, wrong = sources_apart(self.settings.sources)
        return datasets_wanted(followed, self.eurostat.probe, self.warehouse, wrong)

    def wants(self, dataset_code: str) -> bool:
        """Whether one dataset needs a run, as ``releases_wanted`` would say now."""
        return still_wanted(self.source(dataset_code), self.eurostat.probe, self.warehouse)

    def fetch(self, dataset_code: str) -> str:
        """Download and archive the current release; returns its key in the archive."""
        followed = self.source(dataset_code)
        with timed(self.warehouse, "fetch", (dataset_code, None)) as found:
            came = self.eurostat.fetch_release(dataset_code, followed.evidence, followed.slice_by)
            found((came.dataset_code, came.released_at))
            record_announced(self.warehouse, came.dataset_code, came.released_at)
            return self.archive.put_release(came)

    @timed_step("stage", of_release)
    def stage(self, release_key: str, leave: Collection[str] = ()) -> int | None:
        """Compare a release with its neighbours; returns the stage, or None for nothing to load.

        That is where the same figures came, or once more the bytes of a stage in a state that
        ``leave`` names (held, rejected). The same figures under a new stamp are recorded as
        republished; other figures than those last shown under an old stamp are a silent release,
        dated by when we saw them. Raises ReleaseConflict where a file at hand contradicts what is
        held for its moment. A release that cannot be read is refused: the warehouse remembers why.
        """
        release = self.archive.release(release_key)
        try:
            return staged(self, release_key, release, leave)
        except SourceChanged as error:
            why = (release_key, str(error))
            record_refusal(self.warehouse, release.dataset_code, release.released_at, why)
            raise

    @timed_step("check", of_stage)
    def check(self, stage_id: int, link: str | None = None) -> Verdict | None:
        """Ask the rules of a stage; hold it where they want a person, and tell the owner.

        ``link`` is where the person decides. What every rule saw is kept in ``figures.checks``.
        None for a stage that was decided already, or gave way to another of its release meanwhile.
        """
        with self.warehouse.connect() as connection:
            stage = stage_of(connection, stage_id)
        if stage.status not in ("staged", "held"):
            return None
        release = self.archive.release(stage.release_key)
        structure = structure_of(release, self.archive, self.settings)
        asked = profile(self.source(stage.dataset_code), structure, release.stamps)
        try:
            verdict = judge(self.warehouse, stage, asked)
        except (CheckNotMade, StageOutdated):
            with self.warehouse.begin() as connection:
                if waits(connection, stage_id):
                    raise
            return None
        with self.warehouse.begin() as connection:
            if not waits(connection, stage_id):
                return None
            settle(connection, stage, verdict, link)
        return verdict

    def require_passed(self, stage_id: int) -> None:
        """Ask the rules of a stage; raises CheckFailed where a person must decide."""
        verdict = self.check(stage_id)
        if verdict is not None and verdict.holds:
            with self.warehouse.connect() as connection:
                stage = stage_of(connection, stage_id)
            raise CheckFailed(
                f"{stage.dataset_code}, released {stage.released_at:%Y-%m-%d %H:%M} UTC: "
                f"{'; '.join(verdict.reasons)}. The warehouse is as it "
                f"was; look at the release, then: {DECIDE.format(stage_id)}"
            )

    @timed_step("load", of_stage)
    def load(self, stage_id: int, decision: Decision | None = None) -> Loaded:
        """Make a staged release part of the history, staging it anew if that became necessary.

        Raises NotStaged or StageOutdated where another download of it took the place of the stage.
        """
        for _ in range(TIMES_STAGED):
            with self.warehouse.connect() as connection:
                stage = stage_of(connection, stage_id)
            try:
                loaded = load_stage(
                    self.warehouse, stage_id, arrival(self, stage.release_key, decision)
                )
            except StageOutdated as outdated:
                newer = self._newer(stage, outdated, is_decided=decision is not None)
            else:
                label_rounds(self.warehouse, self._named(stage.dataset_code))
                return loaded
            if newer is None:
                return Loaded(stage.dataset_code, stage.released_at, "unchanged", {})
            stage_id = newer
            if decision is None:
                self.require_passed(stage_id)
        raise StageOutdated(f"{stage.dataset_code}: other loads came in between; load it again")

    def _newer(self, stage: Stage, outdated: StageOutdated, *, is_decided: bool) -> int | None:
        """The stage that an outdated one is staged as again; None where its release is loaded."""
        with self.warehouse.connect() as connection:
            other = took_its_place(connection, stage.stage_id)
        if other is not None and other.status == "loaded" and not is_decided:
            return None
        if other is not None and not other.is_same:
            raise outdated
        if other is not None:
            return int(other.stage_id)
        _log.info("staging again: %s", outdated)
        newer = self.stage(stage.release_key)
        with self.warehouse.connect() as connection:
            require_not_rejected(connection, stage.stage_id)
        return newer

    def decide(self, stage_id: int, decision: Decision, *, accept: bool) -> Loaded | None:
        """Let a held release in, or keep it out, for a reason that is kept with it.

        An accepted one may be remembered: until that day, the same rules let the same members in,
        each up to what it is now.
        """
        if not accept:
            with self.warehouse.begin() as connection:
                keep_out(connection, stage_id, decision)
            return None
        loaded = self.load(stage_id, decision)
        with self.warehouse.begin() as connection:
            let_in_again(connection, stage_id, decision)
        return loaded


def line() -> Line:
    """The line that the environment asks for."""
    return Line(settings())
