"""Entering a sheet of whatever kind: from a workbook, or from the period before."""

from datetime import datetime
from types import ModuleType

from catalog.models import User
from disclosure.actions.publications import Upload
from villages.actions import finance, tables
from villages.law.kinds import SheetKind
from villages.models import Sheet


def bring_in(*, pk: int, by: User, at: datetime, upload: Upload, version: int | None = None) -> list[str]:
    """See `finance.bring_in` and `tables.bring_in`."""
    return list(_of(pk).bring_in(pk=pk, by=by, at=at, upload=upload, version=version))


def copy_last(*, pk: int, by: User, at: datetime, version: int | None = None) -> Sheet:
    """See `finance.copy_last` and `tables.copy_last`."""
    made: Sheet = _of(pk).copy_last(pk=pk, by=by, at=at, version=version)
    return made


def _of(pk: int) -> ModuleType:
    kind = Sheet.objects.values_list("kind", flat=True).get(pk=pk)
    return finance if kind == SheetKind.ACCOUNTS else tables
