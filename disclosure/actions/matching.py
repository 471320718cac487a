"""Publications that discharge duties: when one is made public, and when duties are planned over what is public already."""

from collections import defaultdict
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from catalog.models import Township
from disclosure.law.duties import DutyState, DutyVerb, covers, next_duty_state
from disclosure.law.lifecycle import State
from disclosure.models import Duty, DutyTrace, Publication


def public_day(publication: Publication) -> date:
    """The day that counts for punctuality: the server's; of what was brought in (迁入) the original one."""
    if publication.carried_over and publication.original_published_on:
        return publication.original_published_on
    assert publication.published_at is not None  # noqa: S101  (the table's constraint says so)
    return timezone.localdate(publication.published_at)


def discharge(publication: Publication, *, at: datetime) -> list[Duty]:
    """Discharge what a publication that just became public is evidence for.

    The duty it was written for; every open turn of a recurring rule it falls into; and, when it was written for no
    duty, the oldest open event it can belong to. Called inside the act's transaction.
    """
    open_duties = list(
        Duty.objects.select_for_update(of=("self",))
        .filter(_whose(publication), node=publication.node_id, state=DutyState.OPEN)
        .order_by("first", "pk")
    )
    named = [duty for duty in open_duties if duty.pk == publication.for_duty_id]
    turns = [
        duty for duty in open_duties if duty.periodic and duty not in named and _covered(duty, publication)
    ]
    events = [
        duty
        for duty in open_duties
        if not duty.periodic and duty not in named and _covered(duty, publication)
    ]
    if named:
        events = []
    done = [*named, *turns, *_of_one_event(events)]
    for duty in done:
        _take(duty, publication)
    Duty.objects.bulk_update(done, ["state", "publication", "discharged_on", "version"])
    return done


def release(publication: Publication, *, at: datetime, cause: str) -> None:
    """A publication was withdrawn: what it discharged is owed again, unless another publication serves."""
    freed = list(
        Duty.objects.select_for_update(of=("self",)).filter(
            publication=publication, state=DutyState.PUBLISHED
        )
    )
    for duty in freed:
        duty.state = next_duty_state(DutyState.PUBLISHED, DutyVerb.REVIVE)
        duty.publication = duty.discharged_on = None
        duty.version += 1
    Duty.objects.bulk_update(freed, ["state", "publication", "discharged_on", "version"])
    DutyTrace.objects.bulk_create(
        DutyTrace(
            duty=duty, at=at, cause=cause, old_state=DutyState.PUBLISHED, new_state=DutyState.OPEN,
            old_due_on=duty.due_on, new_due_on=duty.due_on,
        )
        for duty in freed
    )  # fmt: skip
    for unit_id in {duty.unit_id for duty in freed}:
        match(township=publication.township, unit_id=unit_id, nodes={publication.node_id}, at=at)


def match(*, township: Township, unit_id: int, nodes: set[int] | None, at: datetime) -> int:
    """Discharge a unit's open duties by what is public already. Returns how many. The earliest evidence counts."""
    today = timezone.localdate(at)
    open_duties = Duty.objects.select_for_update(of=("self",)).filter(
        unit=unit_id, state=DutyState.OPEN, first__lte=today
    )
    if nodes is not None:
        open_duties = open_duties.filter(node__in=nodes)
    duties = list(open_duties.select_related("adoption").order_by("first", "pk"))
    if not duties:
        return 0
    evidence: dict[int, list[Publication]] = defaultdict(list)
    public = Publication.objects.filter(
        township=township, state=State.PUBLISHED, node__in={duty.node_id for duty in duties}
    )
    for publication in public.only(
        "node", "unit", "formed_on", "published_at", "carried_over", "original_published_on", "for_duty"
    ):
        evidence[publication.node_id].append(publication)
    for publications in evidence.values():
        publications.sort(key=lambda publication: (public_day(publication), publication.pk))
    used: set[int] = set(
        Duty.objects.filter(unit=unit_id, trigger__isnull=False, publication__isnull=False).values_list(
            "publication_id", flat=True
        )
    )
    done = []
    for duty in duties:
        for publication in evidence[duty.node_id]:
            if not _serves(publication, duty, township) or not _covered(duty, publication):
                continue
            if not duty.periodic:
                if publication.pk in used:
                    continue  # one paper is evidence for one event
                used.add(publication.pk)
            _take(duty, publication)
            done.append(duty)
            break
    Duty.objects.bulk_update(done, ["state", "publication", "discharged_on", "version"], batch_size=500)
    return len(done)


def match_nodes(*, township: Township, nodes: set[int], at: datetime) -> int:
    """The same for every unit that owes one of the items: after many publications came in at once."""
    owing = Duty.objects.filter(township=township, node__in=nodes, state=DutyState.OPEN)
    units = owing.order_by("unit_id").values_list("unit_id", flat=True).distinct()
    return sum(match(township=township, unit_id=unit_id, nodes=nodes, at=at) for unit_id in list(units))


def _whose(publication: Publication) -> Q:
    """Duties this publication can serve: the unit's own, or any unit's on the township's own list."""
    township = publication.township
    return Q(township=township) & (Q(unit=publication.unit_id) | Q(adoption__holder=township.unit_id))


def _serves(publication: Publication, duty: Duty, township: Township) -> bool:
    own_list = duty.adoption is not None and duty.adoption.holder_id == township.unit_id
    return publication.unit_id == duty.unit_id or own_list


def _covered(duty: Duty, publication: Publication) -> bool:
    return covers(
        first=duty.first,
        last=duty.last,
        periodic=duty.periodic,
        formed_on=publication.formed_on,
        published_on=public_day(publication),
        due_on=duty.due_on,
    )


def _of_one_event(duties: list[Duty]) -> list[Duty]:
    """The oldest event's duties; its parts (e.g. 处罚决定 and the rest) may be served by one paper."""
    return [duty for duty in duties if duty.trigger_id == duties[0].trigger_id] if duties else []


def _take(duty: Duty, publication: Publication) -> None:
    duty.state = next_duty_state(DutyState(duty.state), DutyVerb.PUBLISH)
    duty.publication = publication
    duty.discharged_on = public_day(publication)
    duty.version += 1
