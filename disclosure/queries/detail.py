"""What the detail page of a publication shows, read in as few columns as it shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.models import Township
from catalog.queries.outline import NodeOutline, Outline, UnitOutline
from disclosure.law.lifecycle import State
from disclosure.models import Attachment, Publication

_OWN = (
    "pk", "title", "summary", "text", "doc_no", "formed_on", "issuer", "theme", "source", "validity", "state",
    "index_no", "published_at", "public_from", "public_until", "carried_over", "original_published_on",
    "original_url", "withdrawn_at", "withdraw_reason", "unit_id", "node_id",
)  # fmt: skip


@dataclass(frozen=True)
class Detail:
    """A publication as its page shows it, with its item and unit as they stand in the township."""

    values: dict[str, Any]
    item: NodeOutline | None
    unit: UnitOutline | None

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [*self.item.crumbs, (self.item.name, self.item.path)] if self.item else []

    @property
    def withdrawn(self) -> bool:
        return self.values["state"] == State.WITHDRAWN

    def is_public(self, at: datetime) -> bool:
        """Whether anyone may open it at this moment; the same rule as `Publication.objects.public`."""
        opens, closes = self.values["public_from"], self.values["public_until"]
        return (
            self.values["state"] == State.PUBLISHED
            and opens is not None
            and opens <= at
            and (closes is None or closes > at)
        )


def detail(pk: int, township: Township, known: Outline) -> Detail | None:
    """One publication of the township, whatever its state. 1 query."""
    values = next(iter(Publication.objects.filter(pk=pk, township=township).values(*_OWN)), None)
    if values is None:
        return None
    return Detail(values, known.nodes.get(values["node_id"]), known.units.get(values["unit_id"]))


def files(pk: int) -> list[dict[str, Any]]:
    """The attachments of a publication in their order. 1 query."""
    rows = Attachment.objects.filter(publication=pk).order_by("position", "pk")
    return [dict(row) for row in rows.values("key", "name", "kind", "size")]
