"""Errors of the warehouse, named for what their reader does next."""

from warehouse.legible import legible


class VintagesError(Exception):
    """Every error this product raises on purpose: what was wanted, what was there, what to do."""

    def __str__(self) -> str:
        """The message, which often quotes a source, as logs and tables can hold it."""
        return legible(super().__str__())


class ReleaseConflict(VintagesError):
    """Two different contents claim the same release: a person says which moment is right."""


class StageOutdated(VintagesError):
    """The warehouse moved on since the changes were staged: stage again."""


class NotStaged(VintagesError):
    """There is no such stage, or a person rejected it: nothing can be loaded from it."""


class ViewInUse(VintagesError):
    """A dataset's view must get other columns, and others are built upon it: move those first."""


class WarehouseUnreachable(VintagesError):
    """No warehouse answers: start it, or mend WAREHOUSE_URL."""


class WarehouseNewer(VintagesError):
    """A newer version of this program moved the tables: run that one, or restore a backup."""


class WarehouseDamaged(VintagesError):
    """A stored fact contradicts another: stop, and restore from the archive."""
