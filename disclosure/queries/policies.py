"""The library of policy documents (PAGE-9): all that are public, what is in force, what explains or replaces them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from catalog.models import Township
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import Validity
from disclosure.models import Publication
from disclosure.models.publications import PublicationQuerySet

IN_FORCE = (Validity.VALID, Validity.AMENDED)
_LISTED = (
    "title", "doc_no", "issuer", "theme", "validity", "formed_on", "published_at", "index_no", "carried_over",
    "original_published_on",
)  # fmt: skip


@dataclass
class Links:
    """Public publications that explain a document, and one that took its place: (title, path)."""

    interpretations: list[tuple[str, str]] = field(default_factory=list)
    successors: list[tuple[str, str]] = field(default_factory=list)


def library(township: Township, at: datetime) -> PublicationQuerySet:
    """Every policy document that is public now, the newest first."""
    rows = Publication.objects.public(township, at).filter(kind=Kind.POLICY)
    return rows.only(*_LISTED).order_by("-formed_on", "-pk")


def counts(rows: PublicationQuerySet) -> dict[str, int]:
    """How many of each validity. 1 query."""
    found = rows.order_by().values("validity").annotate(n=Count("pk"))
    return {row["validity"]: row["n"] for row in found}


def in_force(found: dict[str, int]) -> int:
    """现行有效件数, as table 二 of the annual report counts it (ANN-3)."""
    return sum(found.get(validity, 0) for validity in IN_FORCE)


def choices(rows: PublicationQuerySet) -> dict[str, list[tuple[str, str]]]:
    """Years, themes and issuing bodies that occur. 1 query."""
    found = set(rows.order_by().values_list("formed_on__year", "theme", "issuer").distinct())
    years, themes, issuers = ({row[place] for row in found} - {""} for place in range(3))
    return {
        "year": [(str(year), f"{year}年") for year in sorted(years, reverse=True)],
        "theme": [(theme, theme) for theme in sorted(themes)],
        "issuer": [(issuer, issuer) for issuer in sorted(issuers)],
    }


def links(documents: Iterable[Publication], township: Township, at: datetime) -> dict[int, Links]:
    """What explains and what replaced these documents, as far as it is public. 2 queries."""
    pks = [document.pk for document in documents]
    public = Publication.objects.public(township, at)
    found: dict[int, Links] = defaultdict(Links)
    explaining = public.filter(interpretation__documents__in=pks).order_by("pk")
    for pk, title, document in explaining.values_list("pk", "title", "interpretation__documents"):
        found[document].interpretations.append((title, Publication(pk=pk).path))
    for pk, title, old in (
        public.filter(supersedes__in=pks).order_by("pk").values_list("pk", "title", "supersedes")
    ):
        assert old is not None  # noqa: S101  (typing: filtered by it)
        found[old].successors.append((title, Publication(pk=pk).path))
    return found
