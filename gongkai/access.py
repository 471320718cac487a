"""Closed by default: an address that is not declared public asks for a signed-in member of the township."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from catalog import rules

# What a signed-in account may do before its new password is there.
SIGNING_IN = frozenset({"accounts:password_change", "accounts:logout"})


class ClosedByDefaultMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        township = request.township  # type: ignore[attr-defined]
        declared = getattr(view, "public_page", None)
        if declared is not None:
            if township is None and not getattr(view, "of_no_township", False):
                raise Http404
            return None
        if township is None:
            raise Http404
        user = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("accounts:login"))
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in SIGNING_IN:
            return None
        if settings.SECOND_FACTOR and not user.is_verified():  # type: ignore[attr-defined]  # put there by django-otp
            return redirect("accounts:otp")
        if user.must_change_password:
            return redirect("accounts:password_change")
        if not any(place.tree_id == township.unit.tree_id for place in rules.places(user)):
            raise PermissionDenied("您的账号不属于这个乡镇。")
        return None


def of_no_township(view: Callable) -> Callable:
    """A public view that works where the address names no township: chooser, health, preference cookie."""
    view.of_no_township = True  # type: ignore[attr-defined]
    return view
