"""Publications that discharge duties: when one is made public, and when duties are planned over what is public already."""

from collections import defaultdict
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.models import Adoption, Node, Township
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

    The duty it was written for; the open turns of recurring rules it falls into, of each rule the oldest; and, when it
    was written for no duty, the oldest open event it can belong to. Called inside the act's transaction.
    """
    locked = (
        Duty.objects.select_for_update(of=("self",))
        .filter(_whose(publication), node__in=shown_by(publication).values("pk"), state=DutyState.OPEN)
        .order_by("pk")  # every act locks duties in this order
    )
    open_duties = sorted(locked, key=lambda duty: (duty.first, duty.pk))
    uses = _Uses()
    done = [duty for duty in open_duties if duty.pk == publication.for_duty_id]
    done += [duty for duty in open_duties for meant in done if _beside(duty, meant)]
    others = [duty for duty in open_duties if duty not in done and (duty.periodic or not done)]
    for duty in done:
        uses.add(publication.pk, duty)
    for duty in others:
        if _covered(duty, publication) and uses.free(publication.pk, duty):
            uses.add(publication.pk, duty)
            done.append(duty)
    for duty in done:
        _take(duty, publication)
    Duty.objects.bulk_update(done, ["state", "publication", "discharged_on", "version"])
    return done


def release(publication: Publication, *, at: datetime, cause: str) -> None:
    """A publication was withdrawn: what it discharged is owed again, unless another publication serves."""
    freed = list(
        Duty.objects.select_for_update(of=("self",))
        .filter(publication=publication, state=DutyState.PUBLISHED)
        .order_by("pk")
    )
    for duty in freed:
        duty.state = next_duty_state(DutyState.PUBLISHED, DutyVerb.REVIVE)
        duty.publication = duty.discharged_on = None
        duty.version += 1
    Duty.objects.bulk_update(freed, ["state", "publication", "discharged_on", "version"])
    DutyTrace.objects.bulk_create(
        DutyTrace(
            duty=duty, at=at, cause=cause[:120], old_state=DutyState.PUBLISHED, new_state=DutyState.OPEN,
            old_due_on=duty.due_on, new_due_on=duty.due_on,
        )
        for duty in freed
    )  # fmt: skip
    nodes = set(shown_by(publication).values_list("pk", flat=True)) if freed else set()
    for unit_id in sorted({duty.unit_id for duty in freed}):
        match(township=publication.township, unit_id=unit_id, nodes=nodes, at=at)


def match(*, township: Township, unit_id: int, nodes: set[int] | None, at: datetime) -> int:
    """Discharge a unit's open duties by what is public already. Returns how many. The earliest evidence counts."""
    today = timezone.localdate(at)
    begun = Duty.objects.filter(township=township, unit=unit_id, state=DutyState.OPEN, first__lte=today)
    if nodes is not None:
        begun = begun.filter(node__in=nodes)
    evidence = _evidence(township, begun)
    if not evidence:
        return 0
    locked = begun.filter(node__in=list(evidence)).select_for_update(of=("self",)).order_by("pk")
    duties = sorted(locked, key=lambda duty: (duty.first, duty.pk))
    holders = dict(
        Adoption.objects.filter(pk__in={duty.adoption_id for duty in duties}).values_list("pk", "holder_id")
    )
    uses = _Uses.of_nodes(township, set(evidence))
    done = []
    for duty in duties:
        own_list = holders.get(duty.adoption_id or 0) != township.unit_id
        for publication in evidence[duty.node_id]:
            if own_list and publication.unit_id != duty.unit_id:
                continue
            if not _meant_for(publication, duty) or not _covered(duty, publication):
                continue
            if uses.free(publication.pk, duty):
                uses.add(publication.pk, duty)
                _take(duty, publication)
                done.append(duty)
                break
    Duty.objects.bulk_update(done, ["state", "publication", "discharged_on", "version"], batch_size=250)
    return len(done)


def _evidence(township: Township, duties: QuerySet[Duty]) -> dict[int, list[Publication]]:
    """What is public on the items of these duties, by item, oldest first."""
    found: dict[int, list[Publication]] = defaultdict(list)
    also = _shown_with(duties)
    public = Publication.objects.filter(
        Q(node__in=duties.order_by().values("node")) | Q(node__in=list(also)),
        township=township,
        state=State.PUBLISHED,
    ).select_related("for_duty")
    for publication in public.only(
        "node", "unit", "formed_on", "published_at", "carried_over", "original_published_on",
        "for_duty__state", "for_duty__trigger",
    ):  # fmt: skip
        for node_id in {publication.node_id, *also.get(publication.node_id, ())}:
            found[node_id].append(publication)
    for publications in found.values():
        publications.sort(key=lambda publication: (public_day(publication), publication.pk))
    return dict(found)


def shown_by(publication: Publication) -> QuerySet[Node]:
    """Items a paper is evidence for: its own, and rows of the list that are shown with that one.

    A village's accounts show income, expenses and cash, which are three rows of its list.
    """
    return Node.objects.filter(
        Q(pk=publication.node_id) | Q(extra__shown_with=publication.node.key)
    ).order_by()  # fmt: skip


def _shown_with(duties: QuerySet[Duty]) -> dict[int, list[int]]:
    """The other way round: items whose papers also serve items of these duties, with the items they serve. 2 queries."""
    owed = Node.objects.filter(pk__in=duties.order_by().values("node"), extra__has_key="shown_with")
    keys: dict[str, list[int]] = defaultdict(list)
    for pk, extra in owed.values_list("pk", "extra"):
        keys[extra["shown_with"]].append(pk)
    shown = Node.objects.filter(key__in=list(keys)).values_list("pk", "key")
    return {pk: keys[key] for pk, key in shown}


def _beside(duty: Duty, meant: Duty) -> bool:
    """Whether a duty is of the same turn as the one a paper was written for, on a row shown with that one's."""
    return (
        duty.periodic and meant.periodic and duty.node_id != meant.node_id and duty.unit_id == meant.unit_id
        and (duty.first, duty.last) == (meant.first, meant.last)
    )  # fmt: skip


def _meant_for(publication: Publication, duty: Duty) -> bool:
    """A paper written for one duty is no evidence for another event."""
    meant = publication.for_duty
    if duty.periodic or meant is None or meant.state == DutyState.DROPPED:
        return True
    return meant.pk == duty.pk or meant.trigger_id == duty.trigger_id


class _Uses:
    """What each publication is evidence for already: one event, and of each recurring rule one turn.

    Turns of one rule follow each other; those that overlap (a month and its year) are of different rules.
    """

    def __init__(self) -> None:
        self._events: dict[int, int] = {}
        self._turns: dict[tuple[int, int, int, str], list[tuple[date, date]]] = defaultdict(list)

    @classmethod
    def of_nodes(cls, township: Township, nodes: set[int]) -> "_Uses":
        uses = cls()
        served = Duty.objects.filter(township=township, node__in=nodes, state=DutyState.PUBLISHED)
        for duty in served.only("unit", "node", "part", "first", "last", "trigger", "publication"):
            if duty.publication_id is not None:
                uses.add(duty.publication_id, duty)
        return uses

    def free(self, publication_id: int, duty: Duty) -> bool:
        if duty.trigger_id is not None:
            return self._events.get(publication_id, duty.trigger_id) == duty.trigger_id
        turns = self._turns[publication_id, duty.unit_id, duty.node_id, duty.part]
        return all(first <= duty.last and duty.first <= last for first, last in turns)

    def add(self, publication_id: int, duty: Duty) -> None:
        if duty.trigger_id is not None:
            self._events[publication_id] = duty.trigger_id
        else:
            self._turns[publication_id, duty.unit_id, duty.node_id, duty.part].append((duty.first, duty.last))


def match_nodes(*, township: Township, nodes: set[int], at: datetime) -> int:
    """The same for every unit that owes one of the items: after many publications came in at once."""
    owing = Duty.objects.filter(township=township, node__in=nodes, state=DutyState.OPEN)
    units = owing.order_by("unit_id").values_list("unit_id", flat=True).distinct()
    return sum(match(township=township, unit_id=unit_id, nodes=nodes, at=at) for unit_id in list(units))


def _whose(publication: Publication) -> Q:
    """Duties this publication can serve: the unit's own, or any unit's on the township's own list."""
    township = publication.township
    return Q(township=township) & (Q(unit=publication.unit_id) | Q(adoption__holder=township.unit_id))


def _covered(duty: Duty, publication: Publication) -> bool:
    return covers(
        first=duty.first,
        last=duty.last,
        periodic=duty.periodic,
        formed_on=publication.formed_on,
        published_on=public_day(publication),
        due_on=duty.due_on,
    )


def _take(duty: Duty, publication: Publication) -> None:
    duty.state = next_duty_state(DutyState(duty.state), DutyVerb.PUBLISH)
    duty.publication = publication
    duty.discharged_on = public_day(publication)
    duty.version += 1
