"""Who may do what in village affairs."""

from catalog.law.roles import Role

ADMIN_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.VILLAGE_CLERK: frozenset({"view_village"}),
    Role.SUPERVISOR: frozenset({"view_village"}),
    Role.ADMIN: frozenset({"view_village", "add_village", "change_village"}),
}
