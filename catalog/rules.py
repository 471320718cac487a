"""Who may do what: predicates over (user, object), all from memberships."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.law.roles import Role
from catalog.law.vocabulary import UnitKind
from catalog.models import Membership, Township, Unit, User

# Admin permissions each role brings in this app. Other apps have a table of their own; `catalog.backends`
# gathers them.
_READ = frozenset(
    {"view_node", "view_adoption", "view_unit", "view_timelimit", "view_catalogrevision", "view_entry"}
)
ADMIN_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.EDITOR: _READ | {"change_adoption"},
    Role.SECTION_HEAD: _READ,
    Role.DEPUTY: _READ,
    Role.SIGNER: _READ,
    Role.SECRECY: _READ,
    Role.OFFICE_HEAD: _READ | {"view_matter", "view_mattermatch", "view_importrun"},
    Role.VILLAGE_CLERK: frozenset({"view_node", "view_adoption", "view_unit"}),
    Role.SUPERVISOR: _READ | {"view_matter", "view_mattermatch"},
    Role.ADMIN: frozenset(
        f"{act}_{model}"
        for act in ("view", "add", "change")
        for model in (
            "node", "adoption", "unit", "township", "user", "membership", "calendaryear", "calendarday",
            "catalogrevision", "revisionchange", "revisioncomment", "matter", "mattermatch", "importrun", "place",
        )
    )
    | {"view_timelimit", "view_entry", "view_jobrun", "view_importrow", "delete_revisionchange", "delete_membership"},
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a membership gives rights: the bounds of its unit in the unit tree."""

    role: Role
    unit_id: int
    tree_id: int
    lft: int
    rght: int

    def holds(self, unit: Unit) -> bool:
        return unit.tree_id == self.tree_id and self.lft <= unit.lft and unit.rght <= self.rght


def places(user: User) -> list[Place]:
    """The user's memberships in force today; read once per user object."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    known = getattr(user, "_places", None)
    if known is None:
        rows = (
            Membership.objects.in_force(timezone.localdate())
            .filter(user=user)
            .values_list("role", "unit_id", "unit__tree_id", "unit__lft", "unit__rght")
        )
        known = [Place(Role(role), *bounds) for role, *bounds in rows]
        user._places = known  # type: ignore[attr-defined]
    return known


def roles(user: User) -> set[Role]:
    return {place.role for place in places(user)}


def has_role(user: User, unit: Unit, *wanted: Role) -> bool:
    """Whether the user holds one of the roles in this unit or above it."""
    return any(place.role in wanted and place.holds(unit) for place in places(user))


def unit_bounds(user: User, wanted: Iterable[Role] | None = None, path: str = "") -> Q:
    """A filter for rows whose unit (reached over `path`, e.g. "unit") the user holds one of the roles in."""
    allowed = set(wanted) if wanted is not None else set(Role)
    prefix = f"{path}__" if path else ""
    bounds = Q(pk__in=[])
    for place in places(user):
        if place.role in allowed:
            bounds |= Q(
                **{
                    f"{prefix}tree_id": place.tree_id,
                    f"{prefix}lft__gte": place.lft,
                    f"{prefix}rght__lte": place.rght,
                }
            )
    return bounds


def units_of(user: User, *wanted: Role) -> QuerySet[Unit]:
    """Units the user may act in with one of the roles (any role when none is named)."""
    return Unit.objects.filter(unit_bounds(user, wanted or None))


def townships_of(user: User, *wanted: Role) -> QuerySet[Township]:
    """Townships the user belongs to with one of the roles (any role when none is named)."""
    allowed = set(wanted) or set(Role)
    trees = {place.tree_id for place in places(user) if place.role in allowed}
    return Township.objects.filter(unit__tree_id__in=trees)


def administers(user: User, township: Township) -> bool:
    return has_role(user, township.unit, Role.ADMIN)


def may_keep_catalog(user: User, township: Township) -> bool:
    """Import, revise, adopt and check the township's catalog: its administrator or the disclosure office's head."""
    return has_role(user, township.unit, Role.ADMIN, Role.OFFICE_HEAD)


def may_keep_place(user: User, unit: Unit) -> bool:
    """Enter and change the reading points and devices of a unit: the administrator, of a village its clerk too."""
    wanted = (Role.ADMIN, Role.VILLAGE_CLERK) if unit.kind == UnitKind.VILLAGE else (Role.ADMIN,)
    return has_role(user, unit, *wanted)


def require(allowed: bool, message: str = "您没有办理这件事的权限。") -> None:
    """Refuse an act.

    Raises:
        PermissionDenied: `allowed` is false.
    """
    if not allowed:
        raise PermissionDenied(message)
