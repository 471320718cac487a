"""梳理: powers and services compared with the catalog; proposed matches confirmed or rejected by a person."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog import rules
from catalog.actions import nodes
from catalog.actions.refusals import ActRefused
from catalog.law.matching import Matcher, Proposal, Row
from catalog.law.vocabulary import Level, Mode, Origin
from catalog.models import MatchState, Matter, MatterMatch, Node, Township, User

CATALOG_ORIGINS = (Origin.NATIONAL, Origin.COUNTY, Origin.TOWNSHIP)


@transaction.atomic
def propose(*, township: Township, by: User, at: datetime) -> int:
    """Compare every matter without a confirmed row with the catalog; earlier open proposals are replaced.

    Confirmed and rejected pairs stay as people decided them. Returns how many matches now wait for a decision.
    """
    rules.require(rules.may_keep_catalog(by, township))
    MatterMatch.objects.filter(matter__township=township, state=MatchState.PROPOSED).delete()
    decided = set(MatterMatch.objects.filter(matter__township=township).values_list("matter_id", "node_id"))
    confirmed = set(
        MatterMatch.objects.filter(matter__township=township, state=MatchState.CONFIRMED).values_list(
            "matter_id", flat=True
        )
    )
    matcher = Matcher(rows_of(township, at))
    matters = (
        Matter.objects.filter(township=township, is_active=True).exclude(pk__in=confirmed).order_by("pk")
    )
    found = [
        MatterMatch(matter=matter, node_id=proposal.pk, score=proposal.score)
        for matter in matters
        for proposal in _proposals(matcher, matter)
        if (matter.pk, proposal.pk) not in decided
    ]
    MatterMatch.objects.bulk_create(found, batch_size=500)
    return len(found)


def rows_of(township: Township, at: datetime) -> list[Row]:
    """The items a matter may belong to: the catalog in force for this township, with the names above them."""
    every = (
        Node.objects.of_township(township)
        .in_force(timezone.localdate(at))
        .filter(origin__in=CATALOG_ORIGINS)
        .only("pk", "parent_id", "kind", "name", "elements", "level")
    )
    by_pk = {node.pk: node for node in every}
    rows = []
    for node in by_pk.values():
        if node.kind != "item":
            continue
        above = _names_above(node, by_pk)
        rows.append(
            Row(
                node.pk,
                node.name,
                level1="".join(above[1:]),
                domain=above[0] if above else "",
                elements=node.elements,
            )
        )
    return rows


@transaction.atomic
def decide(
    *, pk: int, confirm: bool, by: User, at: datetime, seen: MatchState | str = MatchState.PROPOSED
) -> MatterMatch:
    """Confirm or reject a match; `seen` is the state the person saw, so that two people never overrule one another.

    Raises:
        ActRefused: someone decided in the meantime.
        PermissionDenied: not the township's administrator or head of the disclosure office.
    """
    match = (
        MatterMatch.objects.select_for_update(of=("self",))
        .select_related("matter__township__unit")
        .get(pk=pk)
    )
    rules.require(rules.may_keep_catalog(by, match.matter.township))
    wanted = MatchState.CONFIRMED if confirm else MatchState.REJECTED
    if match.state == wanted:
        return match
    if match.state != seen:
        raise ActRefused(
            f"“{match.matter.name}”的这条对应已由{match.decided_by or '系统'}改为“{match.get_state_display()}”，请刷新后再办。"
        )
    match.state, match.decided_by, match.decided_at = wanted, by, at
    match.save(update_fields=["state", "decided_by", "decided_at"])
    return match


@transaction.atomic
def decide_all(*, pks: Iterable[int], confirm: bool, by: User, at: datetime) -> int:
    """The same for several open matches, all or none. Returns how many were decided."""
    return len([decide(pk=pk, confirm=confirm, by=by, at=at) for pk in sorted(set(pks))])


@transaction.atomic
def tie(*, matter_pk: int, node_pk: int, by: User, at: datetime) -> MatterMatch:
    """Tie a matter to a row a person chose, whether it was proposed or not."""
    matter = _matter(matter_pk, by)
    node = (
        Node.objects.of_township(matter.township)
        .items()
        .filter(pk=node_pk, origin__in=CATALOG_ORIGINS)
        .first()
    )
    if node is None:
        raise ActRefused("所选的目录事项不存在，或不属于本镇目录。")
    match, _ = MatterMatch.objects.update_or_create(
        matter=matter,
        node=node,
        defaults={"state": MatchState.CONFIRMED, "decided_by": by, "decided_at": at},
        create_defaults={"score": 1.0, "state": MatchState.CONFIRMED, "decided_by": by, "decided_at": at},
    )
    return match


@transaction.atomic
def make_row(*, matter_pk: int, parent_pk: int, by: User, at: datetime) -> Node:
    """Make a matter without a row an item of the township's own (本镇特色) and tie the two.

    Raises:
        ActRefused: the matter is retired or has a row already, or the place in the catalog is not fit.
    """
    matter = _matter(matter_pk, by)
    if not matter.is_active:
        raise ActRefused(f"“{matter.name}”已停用，不能列入目录。")
    row = MatterMatch.objects.filter(matter=matter, state=MatchState.CONFIRMED).select_related("node").first()
    if row is not None:
        raise ActRefused(f"“{matter.name}”已对应目录事项“{row.node.name}”。")
    parent = Node.objects.of_township(matter.township).filter(pk=parent_pk).exclude(kind="item").first()
    if parent is None or parent.origin == Origin.VILLAGE:
        raise ActRefused("请选择本镇目录里的领域或分类，新事项列入其下。")
    values = {
        "name": matter.name[:120],
        "basis": matter.basis,
        "body": matter.body or matter.township.name,
        "elements": "事项名称;设定依据;办理机构;办理条件;办理流程;办理结果",
        "mode": Mode.PROACTIVE,
        "levels": [Level.TOWNSHIP],
        "audience": "all",
    }
    node = nodes.add(township=matter.township, parent_pk=parent.pk, values=values, by=by, at=at)
    tie(matter_pk=matter.pk, node_pk=node.pk, by=by, at=at)
    MatterMatch.objects.filter(matter=matter, state=MatchState.PROPOSED).update(
        state=MatchState.REJECTED, decided_by=by, decided_at=at
    )
    return node


@transaction.atomic
def set_active(*, pk: int, active: bool, by: User, at: datetime) -> Matter:
    """Retire a matter that is gone from the list, or take it up again. Its decided matches are kept."""
    matter = _matter(pk, by)
    if matter.is_active != active:
        matter.is_active = active
        matter.save(update_fields=["is_active"])
        MatterMatch.objects.filter(matter=matter, state=MatchState.PROPOSED).delete()
    return matter


def _matter(pk: int, by: User) -> Matter:
    matter = Matter.objects.select_for_update(of=("self",)).select_related("township__unit").get(pk=pk)
    rules.require(rules.may_keep_catalog(by, matter.township))
    return matter


def _proposals(matcher: Matcher, matter: Matter) -> list[Proposal]:
    return matcher.propose(matter.name, f"{matter.category} {matter.basis[:200]}")


def _names_above(node: Node, by_pk: dict[int, Node]) -> list[str]:
    """Names from the root down to the node's parent."""
    names: list[str] = []
    above = by_pk.get(node.parent_id)
    while above is not None:
        names.insert(0, above.name)
        above = by_pk.get(above.parent_id)
    return names
