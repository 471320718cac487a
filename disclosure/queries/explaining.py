"""What public pages show of interpretations, responses and consultations; only what is public now is linked.

The detail page asks at most twice, whatever is there; a publication nothing speaks about costs nothing more.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    F,
    Prefetch,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.utils import timezone

from catalog.models import Township
from catalog.queries.outline import NodeOutline, Outline
from disclosure.law.explaining import ABOUT_OTHERS, ANSWERS, Form, is_open
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import Validity
from disclosure.models import Interpretation, Publication, Response, Solicitation
from disclosure.models.publications import is_public

_OUTER = f'"{Publication._meta.db_table}"."id"'
_SPEAKERS = (
    (Interpretation.documents.through._meta.db_table, "publication_id"),
    (Response._meta.db_table, "about_id"),
    (Publication._meta.db_table, "supersedes_id"),
)
# Whether anything speaks about a publication or takes its place, public or not: asked along with its row. Written out,
# since building three subqueries for each page costs twice what the row costs.
_ONE = 'EXISTS(SELECT 1 FROM "%s" s WHERE s."%s" = %s)'  # names of our own tables, no value
SPOKEN_OF = RawSQL(  # noqa: S611
    " OR ".join(_ONE % (table, column, _OUTER) for table, column in _SPEAKERS),
    (),
    output_field=BooleanField(),
)
_NO_LONGER = {Validity.AMENDED, Validity.REPEALED, Validity.EXPIRED}


@dataclass(frozen=True)
class Link:
    """A public page to go on to. label: what it is, e.g. 图解."""

    title: str
    path: str
    label: str = ""
    day: str = ""


@dataclass
class Period:
    """A consultation as residents see it today."""

    opens_on: date
    closes_on: date
    short_reason: str
    ways: str
    is_open: bool
    is_over: bool
    days_left: int
    path: str  # of the form
    feedback: Link | None = None


@dataclass
class Shown:
    """What the detail page shows beside the text."""

    interpretations: list[Link] = field(default_factory=list)
    responses: list[Link] = field(default_factory=list)
    successors: list[Link] = field(default_factory=list)
    mark: str = ""  # 废止 and the like (PAGE-4)
    documents: list[Link] = field(default_factory=list)
    form_label: str = ""
    contact: str = ""
    phone: str = ""
    misconception: str = ""
    misconception_label: str = ""
    facts: str = ""
    basis: str = ""
    about: Link | None = None
    about_item: NodeOutline | None = None
    period: Period | None = None
    solicitation: Link | None = None

    @property
    def lists(self) -> bool:
        return bool(self.interpretations or self.responses)


def shown(pk: int, values: dict[str, Any], township: Township, at: datetime, known: Outline) -> Shown:
    """What belongs to a public publication's kind. At most 2 queries.

    Args:
        values: its row with `kind`, `details`, `validity` and `spoken_of`.
    """
    kind = Kind(values["kind"])
    found = Shown()
    if values["validity"] in _NO_LONGER:
        found.mark = Validity(values["validity"]).label
    if kind == Kind.INTERPRETATION:
        _interpretation(found, pk, township, at)
    elif kind in ANSWERS:
        _answer(found, pk, kind, values["details"], at, known)
    elif kind == Kind.FEEDBACK:
        _feedback(found, pk, at)
    if kind == Kind.SOLICITATION:
        found.period = _period(pk, at)
    if values["spoken_of"] and kind not in ABOUT_OTHERS:
        _spoken_of(found, pk, township, at)
    return found


def _interpretation(found: Shown, pk: int, township: Township, at: datetime) -> None:
    """2 queries."""
    row = Interpretation.objects.filter(pk=pk).values("form", "contact", "phone").first()
    if row is None:
        return
    found.form_label, found.contact, found.phone = Form(row["form"]).label, row["contact"], row["phone"]
    rows = Publication.objects.public(township, at).filter(interpretations=pk)
    found.documents = [
        Link(title, f"/info/{one}/", doc_no)
        for one, title, doc_no in rows.order_by("published_at", "pk").values_list("pk", "title", "doc_no")
    ]


_ABOUT = ("about_id", "about__title", "about__state", "about__public_from", "about__public_until")


def _answer(found: Shown, pk: int, kind: Kind, details: dict[str, Any], at: datetime, known: Outline) -> None:
    """1 query. A clarification says what it says in its elements, a response in its own columns."""
    names = ("misconception", "facts", "basis", "phone", "about_node_id")
    row = Response.objects.filter(pk=pk).values(*names, *_ABOUT).first() or dict.fromkeys(names)
    found.misconception_label = "群众的疑问或误解"
    if kind == Kind.CLARIFICATION:
        found.misconception_label = "不实信息"
        row |= {
            "misconception": details.get("rumour"),
            **{name: details.get(name) for name in ("facts", "phone")},
        }
    found.misconception, found.facts, found.basis, found.phone = (
        str(row[name] or "") for name in ("misconception", "facts", "basis", "phone")
    )
    found.about = _public_link(row, "about", at)
    found.about_item = known.nodes.get(row["about_node_id"] or 0)


def _feedback(found: Shown, pk: int, at: datetime) -> None:
    """1 query."""
    names = [f"publication__{name}" for name in ("title", "state", "public_from", "public_until")]
    row = Solicitation.objects.filter(feedback=pk).values("publication_id", *names).first()
    found.solicitation = _public_link(row, "publication", at) if row else None


def _period(pk: int, at: datetime) -> Period | None:
    """1 query."""
    names = [f"feedback__{name}" for name in ("title", "state", "public_from", "public_until")]
    row = (
        Solicitation.objects.filter(pk=pk)
        .values("opens_on", "closes_on", "short_reason", "ways", "feedback_id", *names)
        .first()
    )
    if row is None:
        return None
    return Period(
        row["opens_on"], row["closes_on"], row["short_reason"], row["ways"],
        **_standing(row["opens_on"], row["closes_on"], timezone.localdate(at)),
        path=f"/solicitations/{pk}/comment/", feedback=_public_link(row, "feedback", at),
    )  # fmt: skip


def _standing(opens_on: date, closes_on: date, today: date) -> dict[str, Any]:
    return {
        "is_open": is_open(opens_on, closes_on, today),
        "is_over": today > closes_on,
        "days_left": max((closes_on - today).days, 0),
    }


def _spoken_of(found: Shown, pk: int, township: Township, at: datetime) -> None:
    """Interpretations and responses of a document, and what took its place. 1 query."""
    public = Publication.objects.public(township, at)
    columns = ("pk", "title", "kind", "doc_no", "published_at", "interpretation__form")

    def branch(relation: str, **lookup: int) -> QuerySet[Publication, Any]:
        return public.filter(**lookup).annotate(relation=Value(relation)).values_list("relation", *columns)

    rows = branch("interpretations", interpretation__documents=pk).union(
        branch("responses", response__about=pk), branch("successors", supersedes=pk)
    )
    for relation, one, title, kind, doc_no, published_at, form in sorted(
        rows, key=lambda row: (row[5], row[1])
    ):
        label = Form(form).label if form else doc_no if relation == "successors" else Kind(kind).label
        day = timezone.localdate(published_at).isoformat()
        getattr(found, relation).append(Link(title, f"/info/{one}/", label, day))


def _public_link(row: dict[str, Any], name: str, at: datetime) -> Link | None:
    """The publication joined as `name`, where anyone may open it now."""
    pk = row.get(f"{name}_id")
    if pk is None or not is_public(
        row[f"{name}__state"], row[f"{name}__public_from"], row[f"{name}__public_until"], at
    ):
        return None
    return Link(row[f"{name}__title"], f"/info/{pk}/")


# ---- lists ---------------------------------------------------------------------------------------------------
def interpretations(township: Township, at: datetime) -> QuerySet[Publication]:
    """Public interpretations, newest first, with their public documents. 2 queries."""
    public = Publication.objects.public(township, at)
    return (
        public.filter(kind=Kind.INTERPRETATION, interpretation__isnull=False)
        .select_related("interpretation")
        .prefetch_related(
            Prefetch(
                "interpretation__documents", public.order_by("published_at", "pk"), to_attr="public_documents"
            )
        )
        .defer("text", "details")
        .order_by("-published_at", "-pk")
    )


def responses(township: Township, at: datetime) -> QuerySet[Publication]:
    """Public responses and clarifications, newest first. 1 query."""
    return (
        Publication.objects.public(township, at)
        .filter(kind__in=sorted(ANSWERS))
        .select_related("response")
        .defer("text")
        .order_by("-published_at", "-pk")
    )


def solicitations(township: Township, at: datetime) -> QuerySet[Publication]:
    """Public consultations: those under way, the one that ends first ahead; then those to come, then the ended. 1 query."""
    today = timezone.localdate(at)
    open_now = When(solicitation__opens_on__lte=today, solicitation__closes_on__gte=today, then=Value(0))
    to_come = When(solicitation__opens_on__gt=today, then=Value(1))
    return (
        Publication.objects.public(township, at)
        .filter(kind=Kind.SOLICITATION, solicitation__isnull=False)
        .select_related("solicitation__feedback")
        .defer("text", "details")
        .annotate(
            rank=Case(open_now, to_come, default=Value(2)),
            ends=Case(When(solicitation__closes_on__gte=today, then=F("solicitation__closes_on"))),
        )
        .order_by("rank", "ends", "-solicitation__closes_on", "-pk")
    )


def solicitation_line(publication: Publication, at: datetime) -> dict[str, Any]:
    """A line of the list of consultations. No query."""
    row = publication.solicitation
    made = row.feedback
    public = made is not None and is_public(made.state, made.public_from, made.public_until, at)
    return {
        "title": publication.title,
        "path": publication.path,
        "opens_on": row.opens_on,
        "closes_on": row.closes_on,
        **_standing(row.opens_on, row.closes_on, timezone.localdate(at)),
        "feedback": made.path if made is not None and public else "",
    }


def open_solicitation(pk: int, township: Township, at: datetime) -> Publication | None:
    """A public consultation, whether its period runs or not. 1 query."""
    return (
        Publication.objects.public(township, at)
        .filter(pk=pk, kind=Kind.SOLICITATION, solicitation__isnull=False)
        .select_related("solicitation")
        .first()
    )
