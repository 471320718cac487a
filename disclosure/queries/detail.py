"""What the detail page of a publication shows, read in as few columns as it shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from catalog.models import Township
from catalog.queries.outline import NodeOutline, Outline, UnitOutline
from disclosure.law.kinds import Kind, details_of
from disclosure.law.lifecycle import State
from disclosure.models import Attachment, Edition, Publication, Reach
from disclosure.models.publications import is_public
from disclosure.queries.explaining import SPOKEN_OF

_SHOWN = (
    "title", "summary", "text", "doc_no", "formed_on", "issuer", "theme", "source", "validity", "index_no",
    "published_at", "carried_over", "original_published_on", "original_url", "unit_id", "node_id",
    "person_list", "reach", "head_count", "amount", "posted_until", "posting_contact", "posting_result", "details",
    "kind", "revised_at",
)  # fmt: skip


_LAID_OUT = frozenset({Kind.RESPONSE, Kind.CLARIFICATION})  # shown by their own partials
_FILE = ("key", "name", "kind", "size", "as_table", "sha256", "file", "transcript", "seconds", "upright")
_JUDGED = ("state", "public_from", "public_until")


@dataclass(frozen=True)
class Detail:
    """A public publication as its page shows it, with its item and unit as they stand in the township."""

    values: dict[str, Any]
    item: NodeOutline | None
    unit: UnitOutline | None

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [*self.item.crumbs, (self.item.name, self.item.path)] if self.item else []


def detail(pk: int, township: Township, at: datetime, known: Outline) -> Detail | None:
    """The publication, if anyone may open it at this moment. 1 query."""
    # found by its key and judged here: asking the database for the rule costs half as much again as the row
    values = next(
        iter(
            Publication.objects.filter(pk=pk, township=township.pk).values(
                *_SHOWN, *_JUDGED, spoken_of=SPOKEN_OF
            )
        ),
        None,
    )
    if values is None or not is_public(values["state"], values["public_from"], values["public_until"], at):
        return None
    return Detail(dict(values), known.nodes.get(values["node_id"]), known.units.get(values["unit_id"]))


def revision(pk: int, values: dict[str, Any]) -> dict[str, Any] | None:
    """When and why the text was last revised (REV-7); None for what never was. 1 query for what was, else none."""
    if values["revised_at"] is None:
        return None
    reasons = Edition.objects.filter(publication=pk).order_by("-number").values_list("reason", flat=True)
    return {"on": timezone.localdate(values["revised_at"]), "reason": reasons.first() or ""}


def elements(values: dict[str, Any]) -> list[tuple[str, str]]:
    """The elements of its kind as label and words, for kinds whose page has no layout of its own."""
    kind = Kind(values["kind"])
    if kind in _LAID_OUT:
        return []
    told = ((element.label, str(values["details"].get(element.key, ""))) for element in details_of(kind))
    figures = (
        {"所属期间"} if values["reach"] == Reach.BOARD else set()
    )  # stands among the list's figures already
    return [(label, words) for label, words in told if words and label not in figures]


def withdrawal(pk: int, township: Township) -> dict[str, Any] | None:
    """When and why a publication was withdrawn; None for every other. 1 query."""
    rows = Publication.objects.filter(pk=pk, township=township, state=State.WITHDRAWN)
    return next((dict(row) for row in rows.values("withdrawn_at", "withdraw_reason", "index_no")), None)


def files(pk: int) -> list[dict[str, Any]]:
    """The attachments of a publication in their order, with their addresses. 1 query."""
    rows = (
        Attachment.objects.downloads().filter(publication=pk).order_by()
    )  # sorted here: a handful, and cheaper
    found = sorted(rows.values_list("position", "pk", *_FILE))
    named = [dict(zip(_FILE, values, strict=True)) for _, _, *values in found]
    return [file | {"path": f"/files/{file['key']}/"} for file in named]
