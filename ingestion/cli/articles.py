"""The command that shows which revisions an article of Statistics Explained has."""

from typing import Annotated

import typer

from ingestion.cli.desk import chosen_settings
from ingestion.cli.output import answer, table
from ingestion.errors import Misconfigured


def history(
    document_id: Annotated[str, typer.Argument(help="The id of an article that is followed.")],
) -> None:
    """List the revisions of an article of Statistics Explained, to follow one by its number."""
    from ingestion.publications.document import document
    from ingestion.publications.poll import Watch
    from ingestion.publications.statistics_explained import article_history, is_article

    settings = chosen_settings()
    followed = document(document_id, settings.sources)
    if followed.url is None or not is_article(followed.url):
        raise Misconfigured(
            f"{document_id} is no article of Statistics Explained: only these have a history"
        )
    revisions = article_history(Watch(settings).enquiry, followed.url)
    rows = [(each.oldid, each.saved) for each in revisions]
    answer(revisions, table("oldid", "saved", rows=rows))
