"""Publications as rows of the public index."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from catalog.models import Entry, EntryKind, Node, Township
from disclosure.law.lifecycle import State
from disclosure.models import Publication


def entries(township: Township) -> Iterator[Entry]:
    """The rows the index must hold for this township, computed from the publications, oldest first."""
    roots = {node.tree_id: node for node in Node.objects.filter(parent__isnull=True)}
    rows = Publication.objects.filter(township=township, state__in=[State.PUBLISHED, State.EXPIRED])
    for publication in (
        rows.select_related("township", "unit", "node").order_by("pk").iterator(chunk_size=500)
    ):
        yield entry_of(publication, roots[publication.node.tree_id])


def entry_key(pk: int) -> str:
    return f"publication:{pk}"


def entry_of(publication: Publication, domain: Node | None = None) -> Entry:
    """The public index's row of a publication that is public, or of a notice that is over.

    Of a list of persons the index holds title and result, so that no search finds a name; once its period is over
    it has no address any more (NOT-2).

    Args:
        domain: root of the item's tree where the caller knows it already.
    """
    assert publication.public_from is not None  # noqa: S101  (typing: the table's constraint says so)
    return Entry(
        key=entry_key(publication.pk),
        kind=EntryKind.PUBLICATION,
        township=publication.township,
        unit=publication.unit,
        node=publication.node,
        domain=domain or publication.node.get_root(),
        title=publication.title,
        summary=publication.posting_result if publication.person_list else publication.summary,
        path="" if publication.state == State.EXPIRED else publication.path,
        index_no=publication.index_no,
        doc_no=publication.doc_no,
        formed_on=publication.formed_on,
        published_at=shown_at(publication),
        carried_over=publication.carried_over,
        public_from=publication.public_from,
        public_until=publication.public_until,
        noindex=publication.person_list,
    )


def shown_at(publication: Publication) -> datetime:
    """The date a list sorts by: the server's, for what was brought in (迁入) the original one."""
    if publication.carried_over and publication.original_published_on:
        return timezone.make_aware(datetime.combine(publication.original_published_on, datetime.min.time()))
    assert publication.published_at is not None  # noqa: S101
    return publication.published_at
