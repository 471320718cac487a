"""Reading and saving of big sheets in the task worker."""

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from catalog.actions import imports
from catalog.models import ImportKind, ImportRun, ImportState, User
from gongkai.imports.readers import READERS
from gongkai.upkeep import renewal
from gongkai.upkeep.renewal import Renewal

RENEWING = frozenset({ImportKind.CATALOG, ImportKind.ROSTER})  # kinds that say what is owed, or by whom


@task()
def read(pk: int) -> None:
    """Preview a run. Run again (a worker was lost) it starts anew; a run given up is left alone."""
    run = ImportRun.objects.filter(pk=pk).first()
    if run is not None and run.state == ImportState.READING:
        imports.preview(pk=pk, reader=READERS[ImportKind(run.kind)], at=timezone.now())


@task()
def save(pk: int) -> None:
    """Save a run that a person has confirmed."""
    run = ImportRun.objects.select_related("confirmed_by").filter(pk=pk).first()
    if run is not None and run.state == ImportState.SAVING and run.confirmed_by:
        confirm(run, by=run.confirmed_by, at=timezone.now())


def confirm(run: ImportRun, *, by: User, at: datetime) -> tuple[ImportRun, Renewal | None]:
    """Save every row or none; rows of the catalog and units are owed anew after that."""
    done = imports.confirm(pk=run.pk, reader=READERS[ImportKind(run.kind)], by=by, at=at)
    if done.state != ImportState.DONE or done.kind not in RENEWING:
        return done, None
    return done, renewal.renew(township=done.township, nodes=None, cause=renewal.IMPORT, by=by, at=at)
