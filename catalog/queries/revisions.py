"""Revisions as readers see them: which are public, and what a catalog row says in a township right now."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from catalog.models import (
    WORDING,
    Adoption,
    AdoptionStatus,
    CatalogRevision,
    Node,
    RevisionState,
    Township,
)
from catalog.queries.effective import effective_values

# Columns a revision may set on a row of the township's own, in the order they are shown.
OWN_FIELDS = (
    "name",
    "description",
    "elements",
    "basis",
    "limit_text",
    "body",
    "channels",
    "channel_note",
    "audience",
    "audience_named",
    "mode",
    "levels",
    "statute_code",
)
# On a shared row (national or county) only the township's wording, which stands in its adoption.
SHARED_FIELDS = tuple(name for name in OWN_FIELDS if name in WORDING)


def public_revisions(township: Township, today: date) -> QuerySet[CatalogRevision]:
    """Approved revisions and those on which residents are asked; a draft is never public."""
    return CatalogRevision.objects.filter(
        Q(state=RevisionState.APPROVED) | Q(state=RevisionState.CONSULTING, consult_from__lte=today),
        township=township,
    )


def is_own(node: Node, township: Township) -> bool:
    """Whether the township may change the row itself; else its wording stands in its adoption."""
    return node.township_id == township.pk


def fields_for(node: Node, township: Township) -> tuple[str, ...]:
    return OWN_FIELDS if is_own(node, township) else SHARED_FIELDS


def adoption_of(node: Node, township: Township) -> Adoption | None:
    return Adoption.objects.filter(holder_id=township.unit_id, node=node).first()


def snapshot(node: Node, township: Township) -> dict[str, Any]:
    """What the row says in this township at this moment: the printed columns, its own wording put in their place."""
    adoption = adoption_of(node, township)
    values: dict[str, Any] = {name: getattr(node, name) for name in OWN_FIELDS} | effective_values(
        node, adoption
    )
    values["status"] = adoption.status if adoption is not None else AdoptionStatus.APPLIES.value
    values["in_force_until"] = node.in_force_until.isoformat() if node.in_force_until else ""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    """As JSON gives it back, so that a stored snapshot can be compared with a new one."""
    if isinstance(value, list):
        return [str(part) for part in value]
    return str(value)
