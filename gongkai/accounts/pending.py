"""A log-in under way: the password was right, the second factor is still to come.

Until then the session names the person but is not signed in, so no page anywhere takes it for a member's.
"""

import time

from django.contrib import auth
from django.http import HttpRequest
from django_otp.models import Device

from catalog.models import User

KEY = "log_in_pending"
SECONDS = 600
BACKEND = "catalog.backends.MembershipBackend"


def begin(request: HttpRequest, user: User) -> None:
    request.session.cycle_key()
    request.session[KEY] = [user.pk, user.get_session_auth_hash(), int(time.time())]


def person(request: HttpRequest) -> User | None:
    """Who is signing in: the signed-in user, or the one whose password was right a short while ago."""
    if request.user.is_authenticated:
        return User.objects.get(pk=request.user.pk)
    pk, session_hash, since = request.session.get(KEY) or (None, "", 0)
    if pk is None or time.time() - since > SECONDS:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user is not None and user.get_session_auth_hash() == session_hash else None


def finish(request: HttpRequest, user: User, device: Device | None) -> None:
    """Sign the person in; `device` is the one that verified the second factor, where one was asked for."""
    request.session.pop(KEY, None)
    if device is not None:
        user.otp_device = device  # type: ignore[attr-defined]  # django-otp keeps it in the session
    auth.login(request, user, backend=BACKEND)
