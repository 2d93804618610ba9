"""Alerts about verdicts: what a vintage turned, and printed figures that no vintage ever gave."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from warehouse.alerts import Alert, Ended, open_alerts, raise_alert, resolve_because
from warehouse.verdicts import flips_of, unmatched_of

STATEMENT = "statement"
UNMATCHED = "never_matched"
_TOLD = 50


def tell(
    connection: Connection, dataset_codes: Collection[str], turned: Collection[str | None]
) -> None:
    """Tell what is to be said of statements bound to these datasets, and end what is over.

    ``turned`` are the vintages that turned a verdict now. Datasets with an open alert are looked at
    too: the statement that it was about may be bound to another dataset now, or to none.
    """
    held = {
        each.dataset_code
        for kind in (STATEMENT, UNMATCHED)
        for each in open_alerts(connection, kind)
    }
    for code in sorted(held.union(dataset_codes)):
        _tell_of_flips(connection, code, turned)
        _tell_of_unmatched(connection, code)


def _tell_of_flips(
    connection: Connection, dataset_code: str, turned: Collection[str | None]
) -> None:
    flips = flips_of(connection, dataset_code)
    for vintage_id in flips.keys() & set(turned):
        raise_alert(connection, _turned(dataset_code, vintage_id, flips[vintage_id]))
    _end(
        connection, Ended(STATEMENT, dataset_code, None, "the verdicts it told of are over"), flips
    )


def _tell_of_unmatched(connection: Connection, dataset_code: str) -> None:
    """Seen again, such an alert says nothing: a figure that never fitted is told once."""
    unmatched = unmatched_of(connection, dataset_code)
    for document_id, figures in unmatched.items():
        raise_alert(connection, _unmatched(dataset_code, document_id, figures))
    because = "its figures match a vintage now, or are no longer in the document"
    _end(connection, Ended(UNMATCHED, dataset_code, None, because), unmatched)


def _end(connection: Connection, ended: Ended, standing: Collection[str]) -> None:
    """End the open alerts of a kind about a dataset whose key no longer stands."""
    for held in open_alerts(connection, ended.kind):
        if held.dataset_code == ended.dataset_code and held.key not in standing:
            resolve_because(connection, replace(ended, key=held.key))


def _turned(dataset_code: str, vintage_id: str, flips: Sequence[Any]) -> Alert:
    untrue = [each for each in flips if each.verdict != "reproduced"]
    count = len(untrue or flips)
    what = "no longer what the data say" if untrue else "now what the data say"
    subject = "printed statement is" if count == 1 else "printed statements are"
    return Alert(
        kind=STATEMENT,
        dataset_code=dataset_code,
        key=vintage_id,
        fingerprint=_names(flips),
        severity="warning" if untrue else "info",
        title=f"{count} {subject} {what}",
        happened=f"{vintage_id} turned the verdict on {len(flips)} of the statements bound to "
        f"{dataset_code}.",
        to_do="Quote the newer figure where you quote these documents. figures.verdicts has all "
        "verdicts, figures.figure_history(quantity) each figure's way.",
        findings=_sentences(flips),
        depends=tuple(dict.fromkeys(each.title for each in flips)),
    )


def _unmatched(dataset_code: str, document_id: str, figures: Sequence[Any]) -> Alert:
    count = len(figures)
    return Alert(
        kind=UNMATCHED,
        dataset_code=dataset_code,
        key=document_id,
        fingerprint=_names(figures),
        title=f"1 figure printed in {document_id} matches no vintage"
        if count == 1
        else f"{count} figures printed in {document_id} match no vintage",
        happened=f"{figures[0].title} prints what no vintage of {dataset_code} that was out "
        "by then gives, by any reading of it.",
        to_do="See in the document whether it counts something else: then mend the binding in its "
        "file. Else it is a misprint or rests on figures that Eurostat never published: do not "
        "quote it. A vintage of its time that is missing here can be loaded late. "
        "docs/reference/verdicts.md says what was compared.",
        findings=_sentences(figures),
        depends=(figures[0].title,),
    )


def _names(of: Sequence[Any]) -> str:
    return " ".join(f"{each.document_id}/{each.statement_id}" for each in of)


def _sentences(judged: Sequence[Any]) -> tuple[str, ...]:
    more = len(judged) - _TOLD
    told = tuple(_sentence(each) for each in judged[:_TOLD])
    return (*told, f"and {more} more: figures.verdicts has them") if more > 0 else told


def _sentence(judged: Any) -> str:
    page = judged.printed_page or judged.page
    where = f"{judged.document_id}, {f'page {page}, ' if page else ''}{judged.statement_id}"
    quote = f"“{judged.quote}”" if judged.quote else f"{judged.printed} {judged.unit}"
    return f"{where}: {quote}: {judged.verdict.replace('_', ' ')}: {judged.reason}"
