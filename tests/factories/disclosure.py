"""Publications for tests. Dates are given, never taken from the clock."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import count

from pypdf import PdfWriter

from catalog.actions import entries
from catalog.models import Node, Township, Unit, User
from disclosure.law.lifecycle import State
from disclosure.models import Publication, ReviewPlan
from disclosure.queries.entries import entry_of


def pdf(pages: int = 1) -> bytes:
    """A sound PDF of blank pages."""
    writer, stream = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    writer.write(stream)
    return stream.getvalue()


PDF = pdf()
DAY = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
_serial = count(1)


def draft(township: Township, unit: Unit, node: Node, by: User, **fields: object) -> Publication:
    values = {
        "title": f"第{next(_serial)}号公告",
        "text": "<p>正文。</p>",
        "formed_on": date(2026, 3, 2),
        "created_at": DAY,
    } | fields
    return Publication.objects.create(township=township, unit=unit, node=node, created_by=by, **values)


def published(
    township: Township, unit: Unit, node: Node, by: User, at: datetime = DAY, **fields: object
) -> Publication:
    """A public publication with its row in the index."""
    made = draft(
        township, unit, node, by, state=State.PUBLISHED, published_at=at, public_from=at,
        index_no=f"T/{township.pk}-{next(_serial):06d}", **fields,
    )  # fmt: skip
    entries.put(entry_of(made))
    return made


def many_published(township: Township, unit: Unit, nodes: Sequence[Node], by: User, number: int) -> None:
    """Many at once, a minute apart, spread over the items."""
    made = [
        Publication(
            township=township, unit=unit, node=nodes[i % len(nodes)], created_by=by, title=f"第{i}期通报",
            text="<p>正文。</p>", formed_on=date(2026, 3, 2), created_at=DAY, state=State.PUBLISHED,
            published_at=DAY - timedelta(minutes=i), public_from=DAY - timedelta(minutes=i), index_no=f"M/{township.pk}-{i:06d}",
        )
        for i in range(number)
    ]  # fmt: skip
    Publication.objects.bulk_create(made)
    roots = {node.pk: node.get_root() for node in nodes}
    entries.put_all(entry_of(one, roots[one.node_id]) for one in made)


def levels(township: Township, *stages: str) -> None:
    """The levels of review the township asks for; by default one."""
    ReviewPlan.objects.update_or_create(
        township=township, kind="", defaults={"stages": list(stages or ("level1",))}
    )
