"""Who may do what in village affairs."""

from django.db.models import QuerySet

from catalog.law.roles import Role
from catalog.law.vocabulary import UnitKind
from catalog.models import Township, Unit, User
from catalog.rules import has_role, unit_bounds
from villages.models import Difference, Objection, Sheet
from villages.models.sheets import SheetQuerySet

_POLICY = frozenset({"view_villagepolicy", "add_villagepolicy", "change_villagepolicy"})
ADMIN_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.VILLAGE_CLERK: frozenset({"view_village"}),
    Role.SUPERVISOR: frozenset({"view_village"}),
    Role.OFFICE_HEAD: _POLICY,
    Role.ADMIN: frozenset({"view_village", "add_village", "change_village"}) | _POLICY,
}
ENTERING = (Role.VILLAGE_CLERK, Role.EDITOR)  # an editor of the township enters for a village (代录)
READERS = frozenset(
    {
        Role.VILLAGE_CLERK, Role.VILLAGE_SUPERVISOR, Role.EDITOR, Role.SECTION_HEAD, Role.DEPUTY, Role.SIGNER,
        Role.OFFICE_HEAD, Role.SUPERVISOR, Role.ADMIN,
    }
)  # fmt: skip


def may_enter(user: User, unit: Unit) -> bool:
    """Enter a village's accounts, hand them on, begin a correction."""
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
