"""Who may do what in village affairs."""

from django.db.models import QuerySet

from catalog.law.roles import Role
from catalog.law.vocabulary import UnitKind
from catalog.models import Township, Unit, User
from catalog.rules import has_role, places, unit_bounds
from villages.law.lists import Body
from villages.models import Difference, Objection, Sheet, SheetPaper, VillageList
from villages.models.lists import VillageListQuerySet
from villages.models.papers import SheetPaperQuerySet
from villages.models.sheets import SheetQuerySet

_POLICY = frozenset({"view_villagepolicy", "add_villagepolicy", "change_villagepolicy"})
ADMIN_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.VILLAGE_CLERK: frozenset({"view_village"}),
    Role.SUPERVISOR: frozenset({"view_village"}),
    Role.OFFICE_HEAD: _POLICY,
    Role.ADMIN: frozenset(
        {"view_village", "add_village", "change_village", "view_official", "add_official", "change_official"}
    )
    | _POLICY,
}
ENTERING = (Role.VILLAGE_CLERK, Role.EDITOR)  # an editor of the township enters for a village (代录)
READERS = frozenset(
    {
        Role.VILLAGE_CLERK, Role.VILLAGE_SUPERVISOR, Role.EDITOR, Role.SECTION_HEAD, Role.DEPUTY, Role.SIGNER,
        Role.OFFICE_HEAD, Role.SUPERVISOR, Role.ADMIN,
    }
)  # fmt: skip


PAPER_READERS = READERS - {Role.ADMIN}  # whoever keeps the machine has no business with vouchers
COMPARING = (
    Role.SECTION_HEAD,
    Role.OFFICE_HEAD,
)  # of the township, beside the village's supervision committee


def may_enter(user: User, unit: Unit) -> bool:
    """Enter a village's accounts, hand them on, begin a correction."""
    return has_role(user, unit, *ENTERING)


def may_keep_people(user: User, unit: Unit) -> bool:
    """Enter who is in post in a village."""
    return has_role(user, unit, *ENTERING, Role.ADMIN)


def may_post(user: User, unit: Unit) -> bool:
    """Note when a month's sheet went up on the village's board and when it came down."""
    return has_role(user, unit, *ENTERING)


def may_sign(user: User, sheet: Sheet) -> bool:
    """Speak for the supervision committee: of this village, not of its committee, not whoever entered it (VIL-4)."""
    return (
        has_role(user, sheet.unit, Role.VILLAGE_SUPERVISOR)
        and not has_role(user, sheet.unit, *ENTERING)
        and user.pk != sheet.created_by_id
    )


def may_confirm(user: User, sheet: Sheet) -> bool:
    """Compare a signature on paper with what was recorded of it."""
    return has_role(user, sheet.unit, *ENTERING, Role.OFFICE_HEAD)


def papers_of(user: User) -> SheetPaperQuerySet:
    """Papers behind sheets that the user may open."""
    return SheetPaper.objects.filter(unit_bounds(user, PAPER_READERS, "sheet__unit"))


def may_read_papers(user: User, unit: Unit) -> bool:
    return has_role(user, unit, *PAPER_READERS)


def handles_papers(user: User, unit: Unit) -> bool:
    """Whether looking at the papers is part of the work: entering, checking, comparing. Others say why they look (PII-6)."""
    return has_role(user, unit, *ENTERING, Role.VILLAGE_SUPERVISOR, *COMPARING)


def may_confirm_copy(user: User, paper: SheetPaper) -> bool:
    """Say that a copy shows nothing personal: the supervision committee or a head of the township, never whoever put the
    original in or made the copy."""
    unit = paper.sheet.unit
    of_committee = has_role(user, unit, Role.VILLAGE_SUPERVISOR) and not has_role(user, unit, *ENTERING)
    return (of_committee or has_role(user, unit, *COMPARING)) and user.pk not in (
        paper.offered_by_id,
        paper.added_by_id,
    )


def may_record_objection(user: User, unit: Unit) -> bool:
    """Record a question for somebody who asked at the desk or by telephone."""
    return has_role(user, unit, *ENTERING, Role.VILLAGE_SUPERVISOR, Role.OFFICE_HEAD)


def may_escalate(user: User, unit: Unit) -> bool:
    """Have the township look into a question."""
    return has_role(user, unit, Role.VILLAGE_SUPERVISOR, Role.OFFICE_HEAD, Role.SUPERVISOR)


def may_decide_objection(user: User, township: Township) -> bool:
    """Say what the township found (VIL-3)."""
    return has_role(user, township.unit, Role.OFFICE_HEAD, Role.SUPERVISOR)


def may_keep_policy(user: User, township: Township) -> bool:
    return has_role(user, township.unit, Role.ADMIN, Role.OFFICE_HEAD)


def signs_for(user: User, edition: VillageList) -> Body | None:
    """The committee whose word on a list the person may give, on screen; None where neither (VIL-4).

    Whoever entered something in it signs for nobody. The supervision committee is spoken for by its members, as with
    accounts. There is no account of a village committee's head: a second 村务公开员 of this very village, such as its
    head with that role, signs for the village committee; where there is none, it signs on paper.
    """
    if not {place.role for place in places(user)} & {Role.VILLAGE_CLERK, Role.VILLAGE_SUPERVISOR}:
        return None  # no need to ask who entered what
    if user.pk in edition.typists:
        return None
    supervises = has_role(user, edition.unit, Role.VILLAGE_SUPERVISOR)
    if supervises and not has_role(user, edition.unit, *ENTERING):
        return Body.SUPERVISORS
    of_village = any(
        place.role == Role.VILLAGE_CLERK and place.unit_id == edition.unit_id for place in places(user)
    )
    return Body.COMMITTEE if of_village and not supervises else None


def may_compare(user: User, edition: VillageList) -> bool:
    """Compare a signature on paper under a list with what was recorded of it."""
    return has_role(user, edition.unit, *ENTERING, Role.OFFICE_HEAD)


def may_guide(user: User, edition: VillageList) -> bool:
    """Say what the township thinks of a list: not who entered it for the village."""
    guides = has_role(user, edition.township.unit, Role.OFFICE_HEAD, Role.SUPERVISOR, Role.ADMIN)
    return guides and user.pk not in edition.typists


def lists_of(user: User) -> VillageListQuerySet:
    """Lists the user may read in the office."""
    return VillageList.objects.filter(unit_bounds(user, READERS, "unit"))


def objections_of(user: User) -> QuerySet[Objection]:
    """Questions the user may read: those of villages whose sheets he may."""
    return Objection.objects.filter(unit_bounds(user, READERS, "unit"))


def sheets_of(user: User) -> SheetQuerySet:
    """Sheets the user may read."""
    return Sheet.objects.filter(unit_bounds(user, READERS, "unit"))


def villages_of(user: User, township: Township) -> QuerySet[Unit]:
    """Villages whose sheets the user may read, in the order of the township."""
    return Unit.objects.filter(
        unit_bounds(user, READERS), tree_id=township.unit.tree_id, kind=UnitKind.VILLAGE, is_active=True
    ).order_by("lft")


def may_explain_difference(user: User, unit: Unit) -> bool:
    """Say publicly why village and township differ, have them compared anew (VIL-6)."""
    return has_role(user, unit, *ENTERING, Role.OFFICE_HEAD)


def differences_of(user: User) -> QuerySet[Difference]:
    """Findings between township and village the user may read: those of villages whose sheets he may."""
    return Difference.objects.filter(unit_bounds(user, READERS, "comparison__unit"))
