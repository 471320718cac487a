"""Accounts: one-time passwords, memberships inside the township only, nobody locks himself out."""

import re
from datetime import timedelta
from http import HTTPStatus

from django.utils import timezone

from catalog.law.roles import Role
from catalog.models import Membership, Unit, User
from tests.catalog.admin.conftest import Place
from tests.factories import catalog as make

LIST = "/admin/catalog/user/"


def sent(
    user: User, *posts: dict[str, object], kept: int | None = None, **changed: object
) -> dict[str, object]:
    """What the page of an account would send, its memberships as given."""
    count = user.memberships.count() if kept is None else kept
    values: dict[str, object] = {
        "username": user.username, "name": user.name, "title": user.title,
        "seen": user.history.order_by("-history_id").first().history_id,
        "memberships-TOTAL_FORMS": len(posts), "memberships-INITIAL_FORMS": count,
    }  # fmt: skip
    for number, post in enumerate(posts):
        values |= {
            f"memberships-{number}-{name}": value for name, value in ({"user": user.pk} | post).items()
        }
    return values | changed


def of(membership: Membership, **changed: object) -> dict[str, object]:
    return {"id": membership.pk, "unit": membership.unit_id, "role": membership.role} | changed


def password_on(page: object) -> str:
    return re.search(r"<code>(\w+)</code>", page.text)[1]


def test_a_new_account_gets_a_one_time_password_shown_once(here: Place) -> None:
    values = {
        "username": "lisi", "name": "李四", "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0,
        "memberships-0-unit": here.own[Unit].pk, "memberships-0-role": Role.EDITOR,
    }  # fmt: skip

    page = here.client.post(f"{LIST}add/", values)

    user = User.objects.get(username="lisi")
    password = password_on(page)
    assert user.check_password(password)
    assert user.must_change_password
    assert user.memberships.get().role == Role.EDITOR
    assert "no-store" in page["Cache-Control"]
    assert password not in here.client.get(f"{LIST}{user.pk}/change/").text
    assert password not in "".join(morsel.value for morsel in here.client.cookies.values())


def test_the_page_of_an_account_shows_no_password_hash(here: Place) -> None:
    user = here.own[User]

    assert user.password not in here.client.get(f"{LIST}{user.pk}/change/").text
    assert "algorithm" not in here.client.get(f"{LIST}{user.pk}/history/").text


def test_a_password_is_reset_by_button_only(here: Place) -> None:
    user = here.own[User]

    assert here.client.get(f"{LIST}{user.pk}/password/").status_code == HTTPStatus.FORBIDDEN
    password = password_on(here.client.post(f"{LIST}{user.pk}/password/"))

    user.refresh_from_db()
    assert user.check_password(password)
    assert user.must_change_password


def test_an_account_is_closed_and_opened_again(here: Place) -> None:
    user = here.own[User]

    here.client.post(f"{LIST}{user.pk}/active/", {"active": "0"})
    assert not User.objects.get(pk=user.pk).is_active

    here.client.post(f"{LIST}{user.pk}/active/", {"active": "1"})
    assert User.objects.get(pk=user.pk).is_active


def test_nobody_closes_his_own_account(here: Place) -> None:
    page = here.client.post(f"{LIST}{here.admin.pk}/active/", {"active": "0"}, follow=True)

    assert "不能停用自己正在使用的账号" in page.text
    assert User.objects.get(pk=here.admin.pk).is_active


def test_nobody_takes_his_own_last_administrator_role(here: Place) -> None:
    own = here.admin.memberships.get()
    yesterday = timezone.localdate() - timedelta(days=1)
    ways = [
        of(own, role=Role.EDITOR),
        of(own, unit=here.own[Unit].pk),
        of(own, ends_on=yesterday.isoformat()),
        of(own, DELETE="on"),
    ]

    for way in ways:
        page = here.client.post(f"{LIST}{here.admin.pk}/change/", sent(here.admin, way))
        assert "不能取消自己最后一个管理员角色" in page.text

    assert Membership.objects.get(pk=own.pk).role == Role.ADMIN


def test_a_role_is_given_and_taken_with_history(here: Place) -> None:
    user = here.own[User]
    held = user.memberships.get()

    given = sent(user, of(held), {"unit": here.township.unit_id, "role": Role.SIGNER})
    assert here.client.post(f"{LIST}{user.pk}/change/", given).status_code == HTTPStatus.FOUND
    assert set(user.memberships.values_list("role", flat=True)) == {Role.EDITOR, Role.SIGNER}

    signer = user.memberships.get(role=Role.SIGNER)
    taken = sent(user, of(held), of(signer, DELETE="on"))
    assert here.client.post(f"{LIST}{user.pk}/change/", taken).status_code == HTTPStatus.FOUND
    assert Membership.history.filter(id=signer.pk, history_type="-").get().history_user == here.admin


def test_no_role_is_given_in_the_other_township(here: Place, there: Place) -> None:
    user = there.own[User]
    held = user.memberships.get()

    page = there.client.post(
        there.url(f"{LIST}{user.pk}/change/"),
        sent(user, of(held), {"unit": here.own[Unit].pk, "role": Role.ADMIN}),
    )

    assert page.status_code == HTTPStatus.OK
    assert user.memberships.get() == held


def test_a_membership_elsewhere_is_neither_shown_nor_touched(here: Place, there: Place) -> None:
    user = there.own[User]
    elsewhere = Membership.objects.create(user=user, unit=here.own[Unit], role=Role.EDITOR)
    held = user.memberships.exclude(pk=elsewhere.pk).get()

    page = there.client.get(there.url(f"{LIST}{user.pk}/change/"))
    there.client.post(there.url(f"{LIST}{user.pk}/change/"), sent(user, of(elsewhere, DELETE="on"), kept=1))

    assert "望禾" not in page.text
    assert set(user.memberships.all()) == {held, elsewhere}


def test_an_account_that_works_elsewhere_keeps_name_and_password(here: Place, there: Place) -> None:
    """With a new password the administrator of one township would hold rights in another."""
    user = there.own[User]
    Membership.objects.create(user=user, unit=here.own[Unit], role=Role.ADMIN)
    target = there.url(f"{LIST}{user.pk}/")

    assert there.client.post(f"{target}password/").status_code == HTTPStatus.FORBIDDEN
    assert there.client.post(f"{target}active/", {"active": "0"}).status_code == HTTPStatus.FORBIDDEN
    there.client.post(f"{target}change/", sent(user, name="改名", kept=0))

    user.refresh_from_db()
    assert (user.name, user.is_active) == ("石桥编辑", True)


def test_accounts_without_membership_are_seen_where_they_were_opened(here: Place, there: Place) -> None:
    values = {"username": "new", "name": "新人", "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    here.client.post(here.url(f"{LIST}add/"), values)
    make.user("made-by-nobody")

    mine = here.client.get(here.url(LIST)).context["cl"].result_list
    theirs = there.client.get(there.url(LIST)).context["cl"].result_list

    assert "new" in [user.username for user in mine]
    assert {user.username for user in theirs} == {"shiqiao-admin", "shiqiao-editor"}


def test_filters_by_role_and_workplace(here: Place) -> None:
    def names(**query: object) -> list[str]:
        return [user.username for user in here.client.get(LIST, query).context["cl"].result_list]

    assert names(role="admin") == ["wanghe-admin"]
    assert names(unit=here.own[Unit].pk) == ["wanghe-editor"]
    assert names(unit=here.township.unit_id) == ["wanghe-admin", "wanghe-editor"]
    assert names(unit=99999) == []
