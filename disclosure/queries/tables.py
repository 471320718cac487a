"""Which attachments are read as tables, and by whom."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from catalog.models import Township
from disclosure.models import Attachment, Publication, Reach


def public_table(pk: int, key: UUID, township: Township, at: datetime) -> Attachment | None:
    """A file that its publication shows as a table now, with the publication's few columns; else None. 1 query.

    A list of persons shows every sheet so, since nothing of it can be downloaded; one that hangs on the board none.
    """
    shown = Q(as_table=True) | Q(publication__person_list=True)
    public = Publication.objects.public(township, at).exclude(reach=Reach.BOARD)
    rows = Attachment.objects.downloads().filter(shown, key=key, kind="sheet", publication=pk)
    return (
        rows.filter(publication__in=public)
        .select_related("publication")
        .only(
            "key",
            "file",
            "name",
            "sha256",
            "publication__title",
            "publication__person_list",
            "publication__node",
        )
        .first()
    )
