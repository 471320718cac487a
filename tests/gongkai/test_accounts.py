"""Signing in: password, lock-out, forced change, second factor, backup codes."""

import re
from base64 import b32decode

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django_otp.oath import hotp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from catalog.law.roles import Role
from catalog.models import User
from gongkai.accounts import factor, pending
from tests.factories import catalog as make

pytestmark = pytest.mark.django_db

NOON = "2026-03-02T04:00:00+00:00"
NOON_SECONDS = 1_772_424_000
NEW = "新的口令-Xp7-2026"


@pytest.fixture
def editor() -> User:
    return make.user_with(Role.EDITOR, make.township(), "editor")


@pytest.fixture
def two_factors(settings) -> None:
    settings.SECOND_FACTOR = True


def log_in(client: Client, username: str = "editor", password: str = make.PASSWORD, **data: str):
    return client.post(reverse("accounts:login"), {"username": username, "password": password, **data})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code_at(device: TOTPDevice, at: int) -> str:
    """The app's six digits at an instant in seconds."""
    return f"{hotp(device.bin_key, at // device.step):06d}"


# ---- password -------------------------------------------------------------------------------------------
def test_right_password_signs_in_and_leads_to_the_desk(client, editor):
    response = log_in(client)

    assert response.status_code == 302
    assert response["Location"] == reverse("desk:home")
    assert signed_in(client)


@pytest.mark.parametrize(
    ("username", "password"), [("editor", "wrong"), ("nobody", make.PASSWORD), ("editor", "")]
)
def test_wrong_name_and_wrong_password_get_the_same_answer(client, editor, username, password):
    response = log_in(client, username, password)

    assert response.status_code == 200
    assert not signed_in(client)
    if password:
        assert "登录名或密码不正确" in response.content.decode()


def test_inactive_account_is_refused_in_the_same_words(client, editor):
    User.objects.filter(pk=editor.pk).update(is_active=False)

    response = log_in(client)

    assert "登录名或密码不正确" in response.content.decode()
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/office/password/", "/office/password/"),
        ("https://example.com/", "/office/"),
        ("//example.com/", "/office/"),
        ("javascript:alert(1)", "/office/"),
    ],
)
def test_after_log_in_only_own_addresses_are_followed(client, editor, asked, led_to):
    response = log_in(client, next=asked)

    assert response["Location"] == led_to


def test_too_many_failures_lock_out_even_the_right_password(client, editor, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = log_in(client, password="wrong")

    assert response.status_code == 429
    assert response["Retry-After"] == "900"
    response = log_in(client)
    assert response.status_code == 429
    assert "登录失败次数过多" in response.content.decode()
    assert not signed_in(client)


def test_lock_out_of_one_account_leaves_others_alone(client, editor, settings):
    make.user("other")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        log_in(client, password="wrong")

    response = log_in(client, "other")

    assert response.status_code == 302


def test_log_out_needs_post(client, editor):
    log_in(client)

    assert client.get(reverse("accounts:logout")).status_code == 405
    assert signed_in(client)
    assert client.post(reverse("accounts:logout")).status_code == 302
    assert not signed_in(client)


def test_log_in_page_is_never_kept(client, editor):
    response = client.get(reverse("accounts:login"))

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


# ---- forced change of password --------------------------------------------------------------------------
def test_new_account_must_change_its_password_first(client, editor):
    User.objects.filter(pk=editor.pk).update(must_change_password=True)
    log_in(client)

    assert client.get(reverse("desk:home"))["Location"] == reverse("accounts:password_change")
    page = client.get(reverse("accounts:password_change")).content.decode()
    assert "须先修改密码" in page
    response = client.post(
        reverse("accounts:password_change"),
        {"old_password": make.PASSWORD, "new_password1": NEW, "new_password2": NEW},
    )
    assert response["Location"] == reverse("desk:home")
    editor.refresh_from_db()
    assert not editor.must_change_password
    assert editor.check_password(NEW)
    assert signed_in(client)


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("wrong", NEW, NEW, "原密码不正确"),
        (make.PASSWORD, NEW, NEW + "x", "两次输入的新密码不一致"),
        (make.PASSWORD, make.PASSWORD, make.PASSWORD, "新密码不能与原密码相同"),
        (make.PASSWORD, "1234567890", "1234567890", "密码"),
        (make.PASSWORD, "password123", "password123", "密码"),
        (make.PASSWORD, "短Xp7", "短Xp7", "至少要有 10 个字符"),
    ],
)
def test_bad_new_passwords_are_refused_with_a_reason(client, editor, old, new, again, message):
    log_in(client)

    response = client.post(
        reverse("accounts:password_change"),
        {"old_password": old, "new_password1": new, "new_password2": again},
    )

    assert response.status_code == 200
    assert message in "".join(str(errors) for errors in response.context["form"].errors.values())
    editor.refresh_from_db()
    assert editor.check_password(make.PASSWORD)


# ---- second factor --------------------------------------------------------------------------------------
@time_machine.travel(NOON, tick=False)
def test_enrolment_shows_a_key_takes_a_code_and_gives_ten_backup_codes_once(client, editor, two_factors):
    response = log_in(client)
    assert response["Location"] == reverse("accounts:otp_setup")
    assert not signed_in(client)
    page = client.get(reverse("accounts:otp_setup"))
    secret = page.context["secret"].replace(" ", "")
    assert page.context["qr"].startswith("data:image/png;base64,")
    device = TOTPDevice.objects.get(user=editor)
    assert b32decode(secret + "=" * (-len(secret) % 8)) == device.bin_key

    refused = client.post(reverse("accounts:otp_setup"), {"code": "000000"})
    assert "验证码不正确" in refused.content.decode()
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    done = client.post(reverse("accounts:otp_setup"), {"code": code_at(device, NOON_SECONDS)})

    codes = re.findall(r"<li>([a-z2-7]{8})</li>", done.content.decode())
    assert len(set(codes)) == 10
    assert signed_in(client)
    assert client.get(reverse("accounts:password_change")).status_code == 200


def test_password_alone_is_signed_in_nowhere(client, editor, two_factors):
    TOTPDevice.objects.create(user=editor, confirmed=True)

    response = log_in(client)

    assert response["Location"] == reverse("accounts:otp")
    assert not signed_in(client)
    for name in ("desk:home", "accounts:password_change", "admin:index"):
        assert client.get(reverse(name)).status_code == 302


def test_who_has_a_device_cannot_enrol_another_without_showing_it(client, editor, two_factors):
    TOTPDevice.objects.create(user=editor, confirmed=True)
    log_in(client)

    assert client.get(reverse("accounts:otp_setup"))["Location"] == reverse("accounts:otp")
    assert client.post(reverse("accounts:otp_setup"), {"code": "123456"})["Location"] == reverse(
        "accounts:otp"
    )
    assert TOTPDevice.objects.count() == 1


def test_code_signs_in_once_and_leads_to_the_address_asked_for(client, editor, two_factors):
    device = TOTPDevice.objects.create(user=editor, confirmed=True)
    with time_machine.travel(NOON, tick=False):
        code = code_at(device, NOON_SECONDS)
        first = log_in(client, next="/office/password/")
        assert first["Location"] == "/office/otp/?next=%2Foffice%2Fpassword%2F"
        done = client.post(first["Location"], {"code": code[:3] + " " + code[3:]})
        assert done["Location"] == "/office/password/"
        assert signed_in(client)

        again = Client()
        log_in(again)
        response = again.post(reverse("accounts:otp"), {"code": code})
        assert "已用过" in response.content.decode()
        assert not signed_in(again)


def test_wrong_codes_make_wait(client, editor, two_factors):
    TOTPDevice.objects.create(user=editor, confirmed=True)
    log_in(client)

    client.post(reverse("accounts:otp"), {"code": "000000"})
    response = client.post(reverse("accounts:otp"), {"code": "000001"})

    assert "请稍等片刻" in response.content.decode()


def test_backup_code_works_once(client, editor, two_factors):
    TOTPDevice.objects.create(user=editor, confirmed=True)
    code = factor.new_codes(editor)[0]
    log_in(client)

    assert client.post(reverse("accounts:otp"), {"code": code.upper()}).status_code == 302
    assert signed_in(client)
    assert StaticToken.objects.count() == 9
    again = Client()
    log_in(again)
    assert again.post(reverse("accounts:otp"), {"code": code}).status_code == 200
    assert not signed_in(again)


def test_pending_log_in_ends_after_ten_minutes_and_with_a_new_password(client, editor, two_factors):
    TOTPDevice.objects.create(user=editor, confirmed=True)
    with time_machine.travel(NOON, tick=False) as clock:
        log_in(client)
        clock.shift(pending.SECONDS + 1)
        assert client.get(reverse("accounts:otp"))["Location"].startswith(reverse("accounts:login"))
        log_in(client)
        factor.reset_password(editor, NEW)
        assert client.get(reverse("accounts:otp"))["Location"].startswith(reverse("accounts:login"))


@pytest.mark.parametrize("name", ["accounts:otp", "accounts:otp_setup"])
def test_stranger_is_sent_to_the_password_first(client, editor, two_factors, name):
    assert client.get(reverse(name))["Location"] == reverse("accounts:login")
    assert client.post(reverse(name), {"code": "123456"})["Location"] == reverse("accounts:login")


def test_session_from_before_the_second_factor_was_asked_for_must_show_it(client, editor, settings):
    log_in(client)
    settings.SECOND_FACTOR = True

    assert client.get(reverse("desk:home"))["Location"] == reverse("accounts:otp")
    assert client.get(reverse("accounts:otp"))["Location"] == reverse("accounts:otp_setup")
    assert client.get(reverse("accounts:password_change"))["Location"] == reverse("accounts:otp")


def test_forgotten_device_is_enrolled_anew(editor, client, two_factors):
    TOTPDevice.objects.create(user=editor, confirmed=True)
    factor.new_codes(editor)
    factor.forget(editor)

    response = log_in(client)

    assert response["Location"] == reverse("accounts:otp_setup")
    assert not StaticToken.objects.exists()


@pytest.mark.parametrize(
    "path", ["otp_totp/totpdevice/", "otp_totp/totpdevice/1/config/", "otp_static/staticdevice/"]
)
def test_second_factors_are_set_up_on_their_own_pages_only(client, path):
    administrator = make.user_with(Role.ADMIN, make.township(), "admin")
    client.force_login(administrator)

    assert client.get(f"/admin/{path}").status_code == 404
