"""Log-in by name and password; admin permissions derived from memberships, from nothing else."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from catalog import rules
from catalog.models import User

APPS = ("catalog", "disclosure", "villages")


class MembershipBackend(BaseBackend):
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """The active user of that name and password, or None; takes as long for an unknown name as for a known."""
        if username is None or password is None:
            return None
        user = User.objects.filter(username=User.normalize_username(username)).first()
        if user is None:
            make_password(password)  # the same work, so that the answer's time tells nothing
            return None

        def rehash(raw: str) -> None:
            user.set_password(raw)
            user.save(update_fields=["password"])

        return user if check_password(password, user.password, rehash) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()

    def get_all_permissions(self, user_obj: Any, obj: object = None) -> set[str]:
        if obj is not None or not isinstance(user_obj, User) or not user_obj.is_active:
            return set()
        held = rules.roles(user_obj)
        return {perm for role in held for perm in permissions_by_role().get(role, ())}

    def has_perm(self, user_obj: Any, perm: str, obj: object = None) -> bool:
        # `obj` is bounded by the querysets of admin and views; the permission itself comes from the role
        return perm in self.get_all_permissions(user_obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))


def permissions_by_role() -> dict[Any, set[str]]:
    """Role → permissions "app.act_model", gathered from `ADMIN_PERMISSIONS` of each app's `rules`."""
    table: dict[Any, set[str]] = {}
    for label in APPS:
        module = import_module(f"{apps.get_app_config(label).name}.rules")
        for role, names in module.ADMIN_PERMISSIONS.items():
            table.setdefault(role, set()).update(f"{label}.{name}" for name in names)
    return table
