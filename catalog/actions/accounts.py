"""Accounts of staff: opened, given a one-time password, closed and opened again. Rights come from memberships."""

import secrets
from datetime import datetime

from django.db import transaction

from catalog import rules
from catalog.actions.refusals import ActRefused
from catalog.models import Membership, Township, User

# no characters that are mistaken for one another when read from paper or over the telephone
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"
PASSWORD_LENGTH = 14


def may_manage(user: User, account: User, township: Township) -> bool:
    """Whether an administrator may close the account or set its password.

    Not when the account also works elsewhere: with a new password he would hold rights of another township.
    """
    elsewhere = Membership.objects.filter(user=account).exclude(unit__tree_id=township.unit.tree_id)
    return rules.administers(user, township) and not elsewhere.exists()


@transaction.atomic
def open_account(*, account: User, township: Township, by: User, at: datetime) -> str:
    """Save a new account with a one-time password, which must be changed at the first log-in.

    Returns the password: to be shown once, it is kept nowhere.
    """
    rules.require(rules.administers(by, township))
    password = _one_time_password()
    account.set_password(password)
    account.must_change_password = True
    account._history_user = by  # type: ignore[attr-defined]
    account.save()
    return password


@transaction.atomic
def reset_password(*, pk: int, township: Township, by: User, at: datetime) -> str:
    """Give an account a new one-time password and end its sessions. Returns the password, as `open_account`."""
    account = _managed(pk, township, by)
    password = _one_time_password()
    account.set_password(password)
    account.must_change_password = True
    account._change_reason = "重置一次性密码"  # type: ignore[attr-defined]
    account.save()
    return password


@transaction.atomic
def set_active(*, pk: int, active: bool, township: Township, by: User, at: datetime) -> User:
    """Close an account whose owner left, or open it again.

    Raises:
        ActRefused: one's own account.
        PermissionDenied: see `may_manage`.
    """
    account = _managed(pk, township, by)
    if account == by and not active:
        raise ActRefused("不能停用自己正在使用的账号。")
    if account.is_active != active:
        account.is_active = active
        account._change_reason = "启用账号" if active else "停用账号"  # type: ignore[attr-defined]
        account.save()
    return account


def _managed(pk: int, township: Township, by: User) -> User:
    account = User.objects.select_for_update().get(pk=pk)
    rules.require(may_manage(by, account, township), "这个账号还在其他乡镇任职，不能由本镇处理。")
    account._history_user = by  # type: ignore[attr-defined]
    return account


def _one_time_password() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(PASSWORD_LENGTH))
