"""The second factor: an authenticator app, and ten backup codes for the day the phone is gone."""

from base64 import b32encode

import segno
from axes.utils import reset as reset_attempts
from django.db import transaction
from django_otp import verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from catalog.models import User

APP = "动态码"
CODES = "备用码"
CODE_COUNT = 10


def enrolled(user: User) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def verify(user: User, code: str) -> Device | None:
    """The device that accepts the code: six digits are the app's, anything else a backup code, used up by this."""
    devices: list[Device] = list(TOTPDevice.objects.filter(user=user, confirmed=True))
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        devices = list(StaticDevice.objects.filter(user=user, confirmed=True))
    return next(
        (device for device in devices if verify_token(user, device.persistent_id, code.lower())), None
    )


def throttled(user: User) -> bool:
    """Whether wrong codes have made every device wait for a moment."""
    devices: list[Device] = [
        *TOTPDevice.objects.filter(user=user, confirmed=True),
        *StaticDevice.objects.filter(user=user),
    ]
    return any(not device.verify_is_allowed()[0] for device in devices)


def enrolment(user: User) -> TOTPDevice:
    """The device being enrolled: the same one until it is confirmed."""
    device = TOTPDevice.objects.filter(user=user, confirmed=False).order_by("pk").first()
    return device or TOTPDevice.objects.create(user=user, name=APP, confirmed=False)


@transaction.atomic
def confirm(user: User, code: str) -> tuple[TOTPDevice, list[str]] | None:
    """Finish the enrolment with a first code.

    Returns:
        The device, now the only one, and new backup codes to be shown once; None where the code is wrong.
    """
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).order_by("pk").first()
    if device is None or not device.verify_token(code):
        return None
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    return device, new_codes(user)


@transaction.atomic
def new_codes(user: User) -> list[str]:
    """Ten fresh backup codes; the old ones are void."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name=CODES)
    codes = [StaticToken.random_token() for _ in range(CODE_COUNT)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return codes


@transaction.atomic
def forget(user: User) -> None:
    """Undo the enrolment: at the next log-in the person enrols again."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def reset_password(user: User, password: str) -> None:
    """A new password that must be changed at the next log-in; failed attempts are forgiven."""
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    reset_attempts(username=user.username)


def secret(device: TOTPDevice) -> str:
    """The key for typing in by hand, in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def picture(device: TOTPDevice) -> str:
    """The key as a QR code: a PNG in a data address, which the content policy allows for images only."""
    return segno.make(device.config_url, error="m").png_data_uri(scale=6, border=4)
