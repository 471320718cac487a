"""What waits for a person: publications to review, returned ones, own drafts."""

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from catalog.models import Township, User
from catalog.rules import unit_bounds
from disclosure.law.lifecycle import IN_REVIEW, State, Verb
from disclosure.models import Publication, PublicationEvent, Review, ReviewResult
from disclosure.queries.reviews import waiting_for
from disclosure.rules import WRITERS

SHOWN = ("unit", "created_by", "submitted_by")
_SUBMITTED = PublicationEvent.objects.filter(publication=OuterRef("pk"), verb=Verb.SUBMIT).order_by("-pk")
_RETURNED = Review.objects.filter(publication=OuterRef("pk"), result=ReviewResult.RETURNED).order_by("-pk")


def to_review(user: User) -> QuerySet[Publication]:
    """What the user can pass now, oldest first."""
    return waiting_for(user).select_related(*SHOWN).order_by("pk")


def drafts(user: User) -> QuerySet[Publication]:
    """The user's own drafts, newest first, with the `remark` of the reviewer who sent it back, else ""."""
    return (
        Publication.objects.filter(created_by=user, state=State.DRAFT)
        .annotate(remark=Coalesce(Subquery(_RETURNED.values("remark")[:1]), Value("")))
        .select_related(*SHOWN)
        .order_by("-pk")
    )


def in_review(user: User) -> QuerySet[Publication]:
    """The user's own publications that wait for somebody else, or for their hour."""
    return (
        Publication.objects.filter(
            Q(created_by=user) | Q(submitted_by=user), state__in=sorted(IN_REVIEW | {State.SCHEDULED})
        )
        .annotate(submitted_at=Subquery(_SUBMITTED.values("at")[:1]))
        .select_related(*SHOWN)
        .order_by("-pk")
    )


def results_owed(user: User, township: Township, today: date) -> QuerySet[Publication]:
    """Postings whose period is over and that say nothing yet of what came of it (NOT-1, NOT-2), oldest first."""
    ended = Publication.objects.filter(
        unit_bounds(user, WRITERS, path="unit"),
        township=township,
        state__in=[State.PUBLISHED, State.EXPIRED],
        posted_until__lt=today,
        posting_result="",
    )
    return ended.select_related(*SHOWN).order_by("posted_until", "pk")
