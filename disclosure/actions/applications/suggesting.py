"""Whether it helped to show what is already public; counted by month, nothing about who asked."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalog.models import Entry, Township
from disclosure.models import Suggested


@transaction.atomic
def shown(*, township: Township, entries: Iterable[Entry], at: datetime) -> None:
    """These were suggested once more."""
    month = timezone.localdate(at).replace(day=1)
    for entry in entries:
        row, _ = Suggested.objects.get_or_create(
            township=township, month=month, entry_path=entry.path, defaults={"title": entry.title[:200]}
        )
        Suggested.objects.filter(pk=row.pk).update(shown=F("shown") + 1)


@transaction.atomic
def helped(*, township: Township, path: str, at: datetime) -> None:
    """The resident found it there."""
    month = timezone.localdate(at).replace(day=1)
    Suggested.objects.filter(township=township, month=month, entry_path=path).update(helped=F("helped") + 1)
