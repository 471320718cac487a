"""Reading and saving of big sheets in the task worker."""

from django.utils import timezone
from django_tasks import task

from catalog.actions import imports
from catalog.models import ImportKind, ImportRun, ImportState
from gongkai.imports.readers import READERS


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
        imports.confirm(pk=pk, reader=READERS[ImportKind(run.kind)], by=run.confirmed_by, at=timezone.now())
