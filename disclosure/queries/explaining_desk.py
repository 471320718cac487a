"""What the office sees: documents that owe an interpretation, responses with their clock, consultations."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from catalog.law.workdays import WorkCalendar
from catalog.models import Township, User
from disclosure import rules
from disclosure.law.duties import Light, light
from disclosure.law.explaining import (
    ABOUT_OTHERS,
    ANSWERS,
    RESPONSE_HOURS,
    Adopted,
    Severity,
    conference_due,
    interpretation_due,
    response_due,
    response_light,
)
from disclosure.law.kinds import EXPLAINED, Kind
from disclosure.law.lifecycle import ENDED, State
from disclosure.models import Interpretation, Publication

_LIVE = ~Q(state__in=sorted(ENDED))
_OUT = Interpretation.objects.filter(documents=OuterRef("pk"), publication__state=State.PUBLISHED)


def owing(user: User, township: Township) -> QuerySet[Publication]:
    """Public documents of the person's units without a public interpretation or a stated exemption, oldest first."""
    return (
        rules.visible(user)
        .filter(
            township=township, state=State.PUBLISHED, kind__in=sorted(EXPLAINED), carried_over=False,
            interpretation_exemption="",
        )
        .exclude(Exists(_OUT))
        .select_related("unit")
        .prefetch_related("interpretations__publication")
        .order_by("published_at", "pk")
    )  # fmt: skip


def in_work(user: User, township: Township) -> QuerySet[Publication]:
    """Interpretations not public yet, newest first."""
    return (
        rules.visible(user)
        .filter(_LIVE, township=township, kind=Kind.INTERPRETATION, published_at=None, revises=None)
        .filter(interpretation__isnull=False)
        .select_related("unit", "interpretation")
        .prefetch_related("interpretation__documents")
        .order_by("-pk")
    )


def left_alone(user: User, township: Township) -> QuerySet[Publication]:
    """Public interpretations none of whose documents is public any more."""
    still = Publication.objects.filter(interpretations=OuterRef("pk"), state=State.PUBLISHED)
    return (
        rules.visible(user)
        .filter(
            township=township, kind=Kind.INTERPRETATION, state=State.PUBLISHED, interpretation__isnull=False
        )
        .exclude(Exists(still))
        .select_related("unit")
        .order_by("-pk")
    )


@dataclass(frozen=True)
class Owed:
    """A document that owes its interpretation, with the day it is due (INT-3)."""

    document: Publication
    due_on: date
    provisional: bool
    light: Light
    drafts: list[Publication]


def owed(document: Publication, today: date, calendar: WorkCalendar, days: int) -> Owed:
    """The document's due day and light, counted now and stored nowhere. No query where interpretations were fetched along.

    Args:
        days: working days the township gives itself.
    """
    assert document.published_at is not None  # noqa: S101  (typing: only public ones owe)
    due = interpretation_due(timezone.localdate(document.published_at), calendar, days)
    drafts = [row.publication for row in document.interpretations.all() if row.publication.state not in ENDED]
    return Owed(document, due.on, due.provisional, light(due.on, today, calendar), drafts)


def standing(user: User, township: Township) -> dict[str, int]:
    """How many documents wait for their interpretation, and how many responses are not out. 2 queries."""
    unanswered = rules.visible(user).filter(
        _LIVE,
        township=township,
        kind__in=sorted(ANSWERS),
        response__isnull=False,
        published_at=None,
        revises=None,
    )
    return {"unexplained": owing(user, township).count(), "unanswered": unanswered.count()}


# ---- responses ----------------------------------------------------------------------------------------------
def responses(user: User, township: Township) -> QuerySet[Publication]:
    """Responses and clarifications of the person's units: those not out yet by due instant, then the newest out."""
    hours = [
        When(
            response__severity=severity,
            then=ExpressionWrapper(
                F("response__aware_at") + timedelta(hours=hours), output_field=DateTimeField()
            ),
        )
        for severity, hours in RESPONSE_HOURS.items()
    ]
    return (
        rules.visible(user)
        .filter(_LIVE, township=township, kind__in=sorted(ANSWERS), response__isnull=False, revises=None)
        .select_related("unit", "response__about", "response__about_node")
        .annotate(
            is_out=Case(When(published_at=None, then=Value(0)), default=Value(1)),
            due_at=Case(When(published_at=None, then=Case(*hours, output_field=DateTimeField()))),
        )
        .order_by("is_out", "due_at", "-published_at", "-pk")
    )


@dataclass(frozen=True)
class Clock:
    """A response with its clock (INT-6)."""

    publication: Publication
    due_at: datetime
    words: str
    light: Light | None  # None: out
    in_time: bool
    conference_at: datetime | None


def clock(publication: Publication, at: datetime) -> Clock:
    """How long there is left, by how much it is over, or how long it took. No query."""
    row = publication.response
    severity = Severity(row.severity)
    due, out = response_due(row.aware_at, severity), publication.published_at
    words = f"用时 {span(out - row.aware_at)}" if out else f"还有 {span(due - at)}"
    if (out or at) > due:
        words = f"{'用时 ' + span(out - row.aware_at) + '，' if out else ''}超过 {span((out or at) - due)}"
    return Clock(
        publication, due, words, None if out else response_light(due, at), (out or at) <= due,
        conference_due(row.aware_at, severity),
    )  # fmt: skip


def span(length: timedelta) -> str:
    """Hours and minutes as people say them: 3小时20分."""
    minutes = int(length.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    return "".join((f"{hours}小时" if hours else "", f"{rest}分" if rest or not hours else ""))


# ---- consultations ------------------------------------------------------------------------------------------
def solicitations(user: User, township: Township) -> QuerySet[Publication]:
    """Consultations of the person's units with the number of comments: without feedback first, the next to end ahead."""
    return (
        rules.visible(user)
        .filter(_LIVE, township=township, kind=Kind.SOLICITATION, solicitation__isnull=False, revises=None)
        .select_related("unit", "solicitation__feedback")
        .annotate(
            comments=Count("solicitation__comments"),
            unsettled=Count("solicitation__comments", filter=Q(solicitation__comments__adopted=Adopted.OPEN)),
            done=Case(When(solicitation__feedback=None, then=Value(0)), default=Value(1)),
        )
        .order_by("done", "solicitation__closes_on", "pk")
    )


# ---- one publication ----------------------------------------------------------------------------------------
def around(publication: Publication, today: date, calendar: WorkCalendar) -> dict[str, Any]:
    """What stands around one publication, whatever its kind: documents and interpretations with their states."""
    kind = Kind(publication.kind)
    found: dict[str, Any] = {"interpretations": [], "documents": [], "responses": [], "owed": None}
    if kind == Kind.INTERPRETATION:
        row = Interpretation.objects.filter(pk=publication.pk).first()
        found["documents"] = list(row.documents.order_by("pk")) if row else []
    if kind in ABOUT_OTHERS:
        return found
    rows = (
        publication.interpretations.filter(publication__revises=None)
        .select_related("publication")
        .order_by("pk")
    )
    found["interpretations"] = [row for row in rows if row.publication.state not in ENDED]
    found["responses"] = list(
        Publication.objects.filter(_LIVE, response__about=publication.pk, revises=None).order_by("pk")
    )
    out = any(row.publication.state == State.PUBLISHED for row in found["interpretations"])
    if (
        publication.state == State.PUBLISHED
        and kind in EXPLAINED
        and not (out or publication.carried_over or publication.interpretation_exemption)
    ):
        days = publication.township.interpretation_days
        found["owed"] = owed(publication, today, calendar, days)
    return found
