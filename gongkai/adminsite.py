"""The Django admin as staff's workbench: Chinese, members only, one log-in page for admin and office."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from catalog import rules


class LabelledChoices(AutocompleteJsonView):
    """Choices as the sought model's admin words them (`choice_label`): names of the catalog repeat in many domains."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        label = getattr(self.model_admin, "choice_label", str)
        return super().serialize_result(obj, to_field_name) | {"text": label(obj)}


# Second factors are set up on their own pages (`gongkai.accounts`); their libraries' admin pages would be a second way.
ELSEWHERE = frozenset({"otp_totp", "otp_static"})


class PortalAdminSite(AdminSite):
    site_header = "政务公开工作台"
    site_title = "政务公开工作台"
    index_title = "工作台"
    site_url = None  # base_site.html links to the portal under the township's own prefix

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        models: Any = (
            [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        )
        super().register([m for m in models if m._meta.app_label not in ELSEWHERE], *args, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Members only; the second factor and the township are checked for every closed page by `gongkai.access`."""
        user = request.user
        return user.is_authenticated and user.is_active and bool(rules.places(user))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied("您的账号没有进入工作台的权限。")
        return redirect_to_login(request.get_full_path(), reverse("accounts:login"))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        answer: Any = LabelledChoices.as_view(admin_site=self)(request)
        return answer

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect(
            "accounts:password_change"
        )  # one place to change it, which also lifts the must-change mark

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"has_permission": True, "is_nav_sidebar_enabled": True}
