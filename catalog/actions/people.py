"""Staff as a roster names them: accounts without a usable password, and their places in units."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalog import rules
from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.models import Membership, Township, Unit, User


@transaction.atomic
def enrol(*, township: Township, username: str, name: str, title: str = "", by: User, at: datetime) -> User:
    """Make an account nobody can sign in to yet: the administrator hands out a one-time password (`actions.accounts`).

    Raises:
        ActRefused: the login name is taken or not valid.
        PermissionDenied: the user does not administer the township.
    """
    rules.require(rules.administers(by, township))
    account = User(
        username=User.normalize_username(username), name=name, title=title, must_change_password=True
    )
    account.set_unusable_password()
    try:
        account.full_clean()
    except ValidationError as refused:
        raise ActRefused(f"登录名“{username}”：{'；'.join(refused.messages)}") from None
    account._history_user = by  # type: ignore[attr-defined]
    account.save()
    return account


@transaction.atomic
def retitle(*, pk: int, township: Township, title: str, by: User, at: datetime) -> User:
    """Write a new post; only for someone who works in this township and nowhere else."""
    rules.require(rules.administers(by, township))
    account = User.objects.select_for_update().get(pk=pk)
    if not belongs(account, township):
        raise ActRefused(f"登录名“{account.username}”已有人使用，请换一个。")
    account.title = title[:60]
    account._history_user = by  # type: ignore[attr-defined]
    account.save(update_fields=["title"])
    return account


@transaction.atomic
def assign(
    *, user_pk: int, unit_pk: int, role: Role, township: Township, by: User, at: datetime
) -> Membership:
    """Give a role in a unit; one that had ended begins again.

    Raises:
        ActRefused: the unit is not in this township, or the account is another township's.
        PermissionDenied: the user does not administer the township.
    """
    rules.require(rules.administers(by, township))
    unit = Unit.objects.filter(pk=unit_pk, tree_id=township.unit.tree_id).first()
    if unit is None:
        raise ActRefused("所选的单位不属于本乡镇。")
    account = User.objects.select_for_update().get(pk=user_pk)
    if account.memberships.exists() and not belongs(account, township):
        raise ActRefused(f"登录名“{account.username}”已有人使用，请换一个。")
    held = Membership.objects.filter(user=account, unit=unit, role=role).first()
    if held is None:
        held = Membership(user=account, unit=unit, role=role)
    elif held.ends_on and held.ends_on < timezone.localdate(at):
        held.starts_on, held.ends_on = timezone.localdate(at), None
    else:
        return held
    held._history_user = by  # type: ignore[attr-defined]
    held.save()
    return held


def belongs(account: User, township: Township) -> bool:
    """Whether the account works in this township and in no other."""
    trees = set(Membership.objects.filter(user=account).values_list("unit__tree_id", flat=True))
    return trees == {township.unit.tree_id}
