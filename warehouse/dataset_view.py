"""The view of a dataset in ``figures``, and the labels beside its codes."""

from typing import Any

from psycopg.errors import DependentObjectsStillExist
from sqlalchemy import Connection

from warehouse.errors import ViewInUse
from warehouse.statement import one, run


def make_view(connection: Connection, stage: Any) -> None:
    """(Re)make ``figures.<code>`` with the dimensions of its newest release.

    Raises ViewInUse where its columns change and somebody's own view stands upon it.
    """
    try:
        run(connection, "make_dataset_view", dataset_id=stage.dataset_id)
    except DependentObjectsStillExist as error:
        code = stage.dataset_code
        raise ViewInUse(
            f"figures.{code.lower()} must get other columns, since the dimensions of {code} "
            f"changed, and others are built upon it ({error.diag.message_detail}): drop those, "
            f"load stage {stage.stage_id} again, and make them anew; the warehouse is as it was"
        ) from error


def label_newest(connection: Connection, dataset_id: int) -> None:
    """Labels beside codes, from the newest structure; only new series where it is the same."""
    found = one(connection, "newest_structure", dataset_id=dataset_id)
    if found.structure_id is not None:
        values = {"dataset_id": dataset_id, "structure_id": found.structure_id}
        run(connection, "label_series", all=found.structure_id != found.labelled_by, **values)
        run(connection, "labelled_by", **values)
