"""Reviews: the levels a publication passes, who may pass the next, what waits for a person."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from catalog.law.roles import Role
from catalog.models import Membership, Township, User
from catalog.rules import unit_bounds
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import FULL, STAGE_ROLES, Plan, State, Verb
from disclosure.models import Finding, Publication, PublicationEvent, Review, ReviewPlan, ReviewResult

_SUBMITTED = PublicationEvent.objects.filter(publication=OuterRef("pk"), verb=Verb.SUBMIT).order_by("-pk")


def plan_of(township: Township, kind: Kind) -> Plan:
    """The levels the township asks for: of the kind, else its general ones, else all. 1 query."""
    rows = {row.kind: row for row in ReviewPlan.objects.filter(township=township, kind__in=["", kind])}
    found = rows.get(kind.value) or rows.get("")
    return found.plan if found else FULL


def waiting_for(user: User) -> QuerySet[Publication]:
    """What the user can pass now: a level of his, in his units, not written, handed in or passed by himself (REV-5)."""
    mine = Q(pk__in=[])
    for stage, roles in STAGE_ROLES.items():
        mine |= Q(state=stage) & unit_bounds(user, roles, "unit")
    passed = Review.objects.filter(
        publication=OuterRef("pk"), round=OuterRef("round"), by=user, result=ReviewResult.APPROVED
    )
    return (
        Publication.objects.filter(mine)
        .exclude(Q(created_by=user) | Q(submitted_by=user))
        .exclude(Exists(passed))
        .annotate(submitted_at=Subquery(_SUBMITTED.values("at")[:1]))
    )


def to_confirm(user: User, roles: Iterable[Role]) -> QuerySet[Review]:
    """Signatures on paper that wait for a second person, none the user recorded himself."""
    return Review.objects.filter(
        unit_bounds(user, roles, "publication__unit"), result=ReviewResult.PENDING
    ).exclude(recorded_by=user)


def to_look_at(user: User, roles: Iterable[Role]) -> QuerySet[Publication]:
    """Forced publications nobody has looked at since, none the user forced himself."""
    own = Review.objects.filter(publication=OuterRef("pk"), by=user, result=ReviewResult.FORCED)
    return (
        Publication.objects.filter(unit_bounds(user, roles, "unit"), forced=True, looked_at=None)
        .filter(state=State.PUBLISHED)
        .exclude(Exists(own))
    )


def held_in_public(user: User, roles: Iterable[Role]) -> QuerySet[Publication]:
    """Public publications in which the night's look found what should not be there, oldest finding first."""
    blocking = Finding.objects.blocking().filter(publication=OuterRef("pk"))
    return (
        Publication.objects.filter(unit_bounds(user, roles, "unit"), Exists(blocking), state=State.PUBLISHED)
        .annotate(found_at=Subquery(blocking.order_by("found_at").values("found_at")[:1]))
        .order_by("found_at", "pk")
    )


def signers_of(publication: Publication) -> QuerySet[User]:
    """Who could pass the level a publication stands at: for the list of names on a signed paper."""
    stage = State(publication.state)
    if stage not in STAGE_ROLES:
        return User.objects.none()
    unit = publication.unit
    held = Membership.objects.in_force(timezone.localdate()).filter(
        role__in=sorted(STAGE_ROLES[stage]),
        unit__tree_id=unit.tree_id,
        unit__lft__lte=unit.lft,
        unit__rght__gte=unit.rght,
    )
    passed = publication.reviews.filter(round=publication.round, result=ReviewResult.APPROVED).values("by")
    out = [pk for pk in (publication.created_by_id, publication.submitted_by_id) if pk is not None]
    return (
        User.objects.filter(pk__in=held.values("user"))
        .exclude(pk__in=passed)
        .exclude(pk__in=out)
        .order_by("name")
    )
