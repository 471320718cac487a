"""迁入: what an office had published elsewhere, brought in many at once. The original day is kept apart from ours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from catalog.actions import entries
from catalog.actions.refusals import ActRefused
from catalog.models import Node, Township, Unit, User
from catalog.rules import has_role, require
from disclosure import rules
from disclosure.actions import matching, publications
from disclosure.checks.files import FileRefused, inspect_file
from disclosure.checks.texts import clean_html, summary_of
from disclosure.law.lifecycle import State, Verb, next_state
from disclosure.models import Attachment, IndexSerial, Publication, PublicationEvent
from disclosure.queries.entries import entry_of

BATCH = 200


@dataclass(frozen=True)
class Carried:
    """One publication as it stood elsewhere. `files`: names to show, each with what reads its bytes."""

    title: str
    unit_id: int
    node_id: int
    formed_on: date
    original_published_on: date
    doc_no: str = ""
    summary: str = ""
    text: str = ""
    original_url: str = ""
    files: Sequence[tuple[str, Callable[[], bytes]]] = field(default_factory=tuple)


@transaction.atomic
def carry_over(*, township: Township, rows: Sequence[Carried], by: User, at: datetime) -> list[Publication]:
    """Bring in publications: public from this moment, marked 迁入, with 索引号, event and index row each.

    They are published without a review here: they were public already. Files stored before a refusal are deleted.

    Raises:
        ActRefused: a unit or item of another township, or a file that may not be attached; nothing is kept then.
        PermissionDenied: not the township's administrator or head of the disclosure office.
    """
    require(has_role(by, township.unit, *rules.VERB_ROLES[Verb.CARRY_OVER]), "您没有迁入信息的权限。")
    ordered = sorted(rows, key=lambda row: row.original_published_on)  # so that the newest gets the last key
    units, nodes = _units(township, ordered), _nodes(township, ordered)
    made = _publications(township, ordered, units, nodes, by=by, at=at)
    made = bulk_create_with_history(
        made, Publication, batch_size=BATCH, default_user=by, default_date=at, default_change_reason="迁入"
    )
    stored: list[Attachment] = []
    try:
        _attach(made, ordered, stored)
    except (FileRefused, ActRefused, OSError) as refused:
        for attachment in stored:
            attachment.file.delete(save=False)
        raise ActRefused(str(refused)) from None
    PublicationEvent.objects.bulk_create(
        [PublicationEvent(publication=row, verb=Verb.CARRY_OVER, by=by, at=at) for row in made],
        batch_size=500,
    )
    roots = _roots(nodes)
    entries.put_all(entry_of(row, roots[row.node_id]) for row in made)
    matching.match_nodes(township=township, nodes=set(nodes), at=at)
    return made


def _publications(
    township: Township,
    rows: Sequence[Carried],
    units: dict[int, Unit],
    nodes: dict[int, Node],
    *,
    by: User,
    at: datetime,
) -> list[Publication]:
    numbers = _index_numbers(township, at, len(rows))
    state = next_state(State.DRAFT, Verb.CARRY_OVER)
    return [
        Publication(
            township=township,
            unit=units[row.unit_id],
            node=nodes[row.node_id],
            title=row.title,
            text=(text := clean_html(row.text) if row.text else ""),
            summary=row.summary or summary_of(text),
            doc_no=row.doc_no,
            formed_on=row.formed_on,
            issuer=township.name,
            source=units[row.unit_id].name,
            state=state,
            index_no=number,
            published_at=at,
            public_from=at,
            carried_over=True,
            original_published_on=row.original_published_on,
            original_url=row.original_url,
            created_by=by,
            created_at=at,
        )
        for row, number in zip(rows, numbers, strict=True)
    ]


def _index_numbers(township: Township, at: datetime, count: int) -> list[str]:
    """So many 索引号 in a row, reserved at once."""
    if not count:
        return []
    publications.next_index_no(township, at, count)
    last = IndexSerial.objects.get(township=township, year=timezone.localtime(at).year).last
    return [publications.index_no(township, at, serial) for serial in range(last - count + 1, last + 1)]


def _attach(made: Sequence[Publication], rows: Sequence[Carried], stored: list[Attachment]) -> None:
    """Check and store the files; `stored` is filled as they are, so that the caller can take them back."""
    for publication, row in zip(made, rows, strict=True):
        for position, (name, read) in enumerate(row.files):
            data = read()
            facts = inspect_file(data, name)
            attachment = Attachment(
                publication=publication,
                name=name[-120:],
                kind=facts.kind,
                size=facts.size,
                sha256=facts.sha256,
                position=position,
            )
            attachment.file.save(name, ContentFile(data), save=False)
            stored.append(attachment)
    Attachment.objects.bulk_create(stored, batch_size=500)


def _units(township: Township, rows: Sequence[Carried]) -> dict[int, Unit]:
    wanted = {row.unit_id for row in rows}
    found = {unit.pk: unit for unit in Unit.objects.filter(tree_id=township.unit.tree_id)}
    if wanted - found.keys():
        raise ActRefused("有的单位不属于本乡镇，或已被删除，请重新上传表格。")
    return found


def _nodes(township: Township, rows: Sequence[Carried]) -> dict[int, Node]:
    found = {node.pk: node for node in Node.objects.of_township(township).items()}
    if {row.node_id for row in rows} - found.keys():
        raise ActRefused("有的目录事项不属于本镇目录，或已被删除，请重新上传表格。")
    return found


def _roots(nodes: dict[int, Node]) -> dict[int, Node]:
    """Item → domain or column, in one query."""
    roots = {root.tree_id: root for root in Node.objects.filter(parent__isnull=True)}
    return {node.pk: roots[node.tree_id] for node in nodes.values()}
