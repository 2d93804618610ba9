"""What the pictures say in words: titles, the source, and a description for those who listen."""

from textwrap import wrap

import pandas

from warehouse.charts.frames import changing_releases, release_names, revision_rows
from warehouse.charts.history import SeriesHistory

_TITLE_WIDTH, _LINE_WIDTH = 86, 130


def title(history: SeriesHistory) -> list[str]:
    """The dataset's title and code, in lines that fit."""
    return wrap(f"{history.title} ({history.series.dataset})", _TITLE_WIDTH)


def subtitle(history: SeriesHistory, shown: str) -> list[str]:
    """Which series, what is shown of it, and the newest vintage."""
    named = " · ".join(history.members)
    newest = f"Newest vintage: {history.newest_vintage}"
    if _newest_cells(history).empty:
        newest += ", without a number in this series"
    return [line for text in (named, shown, newest) for line in wrap(text, _LINE_WIDTH)]


def source(history: SeriesHistory) -> list[str]:
    """The line below a picture that lets its figures be found again."""
    series = history.series
    return wrap(
        f"Source: Eurostat, {series.dataset}, series {series.series_key}; "
        f"releases {_span(history)} as held by Vintages.",
        _LINE_WIDTH,
    )


def description(history: SeriesHistory, kind: str) -> str:
    """The picture in a few sentences."""
    periods = history.periods
    changing = len(changing_releases(history))
    return " ".join(
        (
            f"{kind} of {', '.join(history.members)}.",
            f"{len(periods)} periods, {periods[0]} to {periods[-1]}.",
            f"{len(history.released)} releases {_span(history)}, {changing} with news of them.",
            _newest_figure(history),
            _revisions(history),
        )
    )


def _newest_figure(history: SeriesHistory) -> str:
    held = _newest_cells(history)
    if held.empty:
        return "The newest release has no number in this series."
    last = held.iloc[-1]
    return f"The newest figure is {last.as_published} for {last.time_period}."


def _newest_cells(history: SeriesHistory) -> pandas.DataFrame:
    now = history.figures[history.figures.released_at == history.released[-1]]
    return now[now.obs_value.notna()]


def _revisions(history: SeriesHistory) -> str:
    revised = [row for row in revision_rows(history) if row["revision"]]
    if not revised:
        return "No number differs from the first held."
    most = max(revised, key=lambda row: abs(row["revision"]))
    return (
        f"Numbers that differ from the first held: {len(revised)}, most of all that of "
        f"{most['time_period']}, {most['before']} then and {most['after']} now."
    )


def _span(history: SeriesHistory) -> str:
    names = list(release_names(history.released).values())
    return f"of {names[0]}" if len(names) == 1 else f"of {names[0]} to {names[-1]}"
