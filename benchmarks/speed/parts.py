"""What is measured: the limit, the line, questions, many vintages, many datasets, readers."""

import time
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import psycopg

from benchmarks.generator.releases import CODE, STEPS
from benchmarks.speed.bench import Bench, Truth
from benchmarks.speed.cluster import ANALYST
from benchmarks.speed.questions import (
    BARE,
    ONE_SERIES,
    Reader,
    ask,
    ask_the_bare_table,
    sample,
)
from benchmarks.speed.verify import verify

_TIMES = 7


def limit(bench: Bench) -> None:
    """COPY of the narrow table and its key: all else is a multiple of it. And its sum."""
    folder, _ = bench.steps
    with bench.cluster.database("bare") as database:
        url = bench.cluster.plain_url(database)
        words = ("limit_step", url, folder / "first.tsv.gz", folder / "narrow.copy")
        bench.measure("limit", database, words)
        bench.numbers["bare question"] = {BARE: asdict(ask_the_bare_table(url, _TIMES))}


def line(bench: Bench) -> None:
    """First, next and late vintage, and the same figures three times more; all verified."""
    folder, truth = bench.steps
    with bench.cluster.database("line") as database:
        home = bench.empty_home("line")

        def carry(step: str, file: str, at: str) -> None:
            release = (CODE, folder / f"{file}.tsv.gz", at)
            bench.line(step, database, release, home)

        carry("first", "first", _at(truth, "first"))
        carry("next", "next", _at(truth, "next"))
        _verify(bench, database, truth, ("first", "next"))
        carry("late", "late", _at(truth, "late"))
        for months, file in enumerate(("recompressed", "rewritten", "next"), start=4):
            name = "same bytes" if file == "next" else f"same figures, {file}"
            carry(name, file, _later(truth, months))
        _verify(bench, database, truth, ("first", "late", "next"))
        bench.numbers["cells"] = _sizes(truth)
        bench.numbers["line questions"] = _ask(bench, database, truth, "next")


def many_vintages(bench: Bench) -> None:
    """Fifty vintages of little churn: time of each, disk in the end, questions then."""
    folder, truth = bench.churn
    names = tuple(truth["vintages"])
    with bench.cluster.database("churn") as database:
        before = bench.cluster.database_bytes(database)
        words = ("many_step", bench.cluster.url(database), bench.empty_home("churn"), folder)
        cost = bench.measure("many vintages", database, words)
        _verify(bench, database, truth, names)
        asked = _ask(bench, database, truth, names[-1])
        grown = bench.cluster.database_bytes(database) - before
    with bench.cluster.database("bare") as database:
        url = bench.cluster.plain_url(database)
        words = ("limit_step", url, folder / f"{names[0]}.tsv.gz", folder / "narrow.copy")
        bare = bench.measure("limit of many vintages", database, words)
    bench.numbers["many vintages"] = {
        "vintages": len(names),
        "disk": grown,
        "bare copy": bare.found["bytes"],
        "seconds": cost.found["seconds"],
        "questions": asked,
    }


def many_datasets(bench: Bench) -> None:
    """Many datasets, two vintages each, by one worker and by two."""
    count = bench.options.datasets
    cells = max(20_000, bench.options.cells // count)
    folder, truth = bench.made("datasets", cells, STEPS)
    for workers in (1, 2):
        with bench.cluster.database("datasets") as database:
            home = bench.empty_home("datasets")
            words = ("datasets_step", bench.cluster.url(database), home, folder, count, workers)
            bench.measure(f"{count} datasets, {workers} workers", database, words)
            for number in (1, count):
                url = bench.cluster.plain_url(database)
                verify(url, f"{CODE}_{number}", truth, ("first", "next"))


def reader(bench: Bench) -> None:
    """An analyst reads one series without pause: alone, and while a vintage is loaded."""
    folder, truth = bench.steps
    with bench.cluster.database("reader") as database:
        home = bench.empty_home("reader")

        def carry(name: str) -> None:
            release = (CODE, folder / f"{name}.tsv.gz", _at(truth, name))
            bench.line(f"{name}, for the reader", database, release, home)

        carry("first")
        url = bench.cluster.plain_url(database, ANALYST)
        asked = {"code": CODE, **sample(url, CODE, "A.M")}
        question = ONE_SERIES["latest of one series"]
        with Reader(url, question, asked) as alone:
            time.sleep(2)
        with Reader(url, question, asked) as during:
            carry("next")
    waits = {"alone": alone.summary(), "during a load": during.summary()}
    bench.numbers.setdefault("reader", []).append(waits)


PARTS = {
    "limit": limit,
    "line": line,
    "vintages": many_vintages,
    "datasets": many_datasets,
    "reader": reader,
}


def _ask(bench: Bench, database: str, truth: Truth, name: str) -> dict[str, Any]:
    """The questions about a vintage, after the statistics that autovacuum would have made."""
    with psycopg.connect(bench.cluster.plain_url(database), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")
    url = bench.cluster.plain_url(database, ANALYST)
    asked = {"code": CODE, "at": _at(truth, name), **sample(url, CODE, "A.M")}
    return {question: asdict(answer) for question, answer in ask(url, asked, _TIMES).items()}


def _sizes(truth: Truth) -> dict[str, int]:
    """What the seconds were spent on."""
    return {
        "first": truth["vintages"]["first"]["observations"],
        "next": truth["vintages"]["next"]["observations"],
        "changes": sum(truth["changes"]["first > next"]["kinds"].values()),
        "archived bytes": truth["vintages"]["next"]["bytes"],
    }


def _verify(bench: Bench, database: str, truth: Truth, held: tuple[str, ...]) -> None:
    verify(bench.cluster.plain_url(database), CODE, truth, held)


def _at(truth: Truth, name: str) -> str:
    at: str = truth["vintages"][name]["released_at"]
    return at


def _later(truth: Truth, months: int) -> str:
    first = datetime.fromisoformat(_at(truth, "first"))
    return (first + timedelta(days=30 * months)).isoformat()
