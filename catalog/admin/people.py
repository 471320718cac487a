"""Accounts and memberships. An administrator sees his township's people and gives rights inside it only."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from catalog.actions import accounts
from catalog.actions.refusals import ActRefused
from catalog.admin.scope import (
    BoundedFields,
    HistoryPages,
    LinkFilter,
    ReadOnlyAdmin,
    ScopedAdmin,
    UnitFilter,
    administers,
    units,
    users,
)
from catalog.forms.guard import GuardedForm
from catalog.law.roles import Role
from catalog.models import Membership, User


class UserForm(GuardedForm):
    class Meta:
        model = User
        fields = ("username", "name", "title", "email")


class MembershipFormSet(BaseInlineFormSet):
    """Memberships of one account. The administrator at work cannot take his own rights away by mistake."""

    user: User
    root_id: int

    def clean(self) -> None:
        super().clean()
        if self.instance.pk is None or self.instance != self.user or any(self.errors):
            return
        today = timezone.localdate()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        if not any(self._is_admin(form.cleaned_data or {}, today) for form in kept):
            raise forms.ValidationError("不能取消自己最后一个管理员角色；请由另一位管理员办理。")

    def _is_admin(self, values: dict[str, Any], today: date) -> bool:
        starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
        return (
            values.get("role") == Role.ADMIN
            and values["unit"].pk == self.root_id
            and (starts_on is None or starts_on <= today)
            and (ends_on is None or ends_on >= today)
        )


class MembershipInline(BoundedFields, admin.StackedInline):  # stacked: every field has its label
    model = Membership
    formset = MembershipFormSet
    extra = 1
    fields = (("unit", "role", "starts_on", "ends_on"),)
    verbose_name = "任职"
    verbose_name_plural = "任职和角色"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return (
            super()
            .get_queryset(request)
            .filter(unit__in=units(request))
            .select_related("unit")
            .order_by("pk")
        )

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.user = request.user
        formset.root_id = request.township.unit_id
        return formset

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administers(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administers(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administers(request)


class RoleFilter(LinkFilter):
    title = "角色"
    parameter_name = "role"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [(role.value, role.label) for role in Role]

    def narrow(self, request: Any, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        held = Membership.objects.filter(unit__in=units(request), role=value, user=OuterRef("pk"))
        return rows.filter(Exists(held))


class WorkplaceFilter(UnitFilter):
    """Works in the unit or below it."""

    def narrow(self, request: Any, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        unit = units(request).get(pk=value)
        below = unit.get_descendants(include_self=True)
        return rows.filter(Exists(Membership.objects.filter(unit__in=below, user=OuterRef("pk"))))


@admin.register(User)
class UserAdmin(HistoryPages, ScopedAdmin):
    form = UserForm
    list_display = ("name", "username", "title", "is_active", "last_login")
    list_filter = ("is_active", RoleFilter, WorkplaceFilter)
    search_fields = ("name", "username", "title")
    ordering = ("username",)
    inlines = (MembershipInline,)
    readonly_fields = ("is_active", "must_change_password", "last_login", "joined_at")
    change_form_template = "admin/catalog/user/change_form.html"

    def bound(self, request: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(pk__in=users(request).values("pk"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("memberships__unit")

    def get_list_display(self, request: Any) -> Any:
        # the prefetched memberships may reach into another township: only this one's tree is shown
        self_tree = request.township.unit.tree_id

        @admin.display(description="任职")
        def posts(user: Any) -> str:
            held = [m for m in user.memberships.all() if m.unit.tree_id == self_tree]
            return "；".join(f"{m.unit} {Role(m.role).label}" for m in held) or "暂无任职"

        return (*self.list_display[:3], posts, *self.list_display[3:])

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        own = (
            ("seen", "username", "name", "title", "email")
            if self._may_edit(request, obj)
            else ("username", "name", "title", "email")
        )
        state = [] if obj is None else [("账号", {"fields": self.readonly_fields})]
        return [(None, {"fields": own}), *state]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if getattr(request, "looking_back", False):
            return super().get_readonly_fields(request, obj)
        locked = () if obj is None or self._manages(request, obj) else ("username", "name", "title", "email")
        return (*locked, *self.readonly_fields)

    def _may_edit(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or (self.has_change_permission(request, obj) and self._manages(request, obj))

    def _manages(self, request: Any, obj: Any) -> bool:
        return accounts.may_manage(request.user, obj, request.township)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        request.one_time_password = accounts.open_account(
            account=obj, township=request.township, by=request.user, at=timezone.now()
        )

    def response_add(self, request: Any, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return self._show_password(request, obj, request.one_time_password)

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/password/", wrap(self.password_view), name="catalog_user_reset"),
            path("<int:pk>/active/", wrap(self.active_view), name="catalog_user_active"),
            *super().get_urls(),
        ]

    def password_view(self, request: Any, pk: int) -> HttpResponse:
        """Button: a new one-time password, shown on the answer page and nowhere else."""
        account = self._account(request, pk)
        password = accounts.reset_password(
            pk=pk, township=request.township, by=request.user, at=timezone.now()
        )
        self.log_change(request, account, "重置一次性密码")
        return self._show_password(request, account, password)

    def active_view(self, request: Any, pk: int) -> HttpResponse:
        """Button: close the account, or open it again."""
        account = self._account(request, pk)
        active = request.POST.get("active") == "1"
        try:
            accounts.set_active(
                pk=pk, active=active, township=request.township, by=request.user, at=timezone.now()
            )
        except ActRefused as refused:
            messages.error(request, str(refused))
        else:
            self.log_change(request, account, "启用账号" if active else "停用账号")
            messages.success(request, f"已{'启用' if active else '停用'}“{account}”的账号。")
        return HttpResponseRedirect(reverse("admin:catalog_user_change", args=[pk]))

    def _account(self, request: HttpRequest, pk: int) -> User:
        if request.method != "POST":
            raise PermissionDenied("请使用账号页面上的按钮。")
        return self.require_object(request, str(pk))

    def _show_password(self, request: HttpRequest, account: User, password: str) -> HttpResponse:
        """Not a message: messages travel in a cookie until they are shown."""
        context = {
            **self.admin_site.each_context(request),
            "title": "一次性密码",
            "opts": self.opts,
            "account": account,
            "password": password,
        }
        return TemplateResponse(request, "admin/catalog/user/password.html", context)

    def change_view(
        self, request: Any, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        account = self.get_object(request, object_id)
        manages = account is not None and self._manages(request, account)
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "manages": manages}
        )


@admin.register(Membership)
class MembershipAdmin(HistoryPages, ReadOnlyAdmin):
    """Who holds what where; given and taken on the page of the account."""

    fields = ("user", "unit", "role", "starts_on", "ends_on")
    list_display = ("user", "unit", "role", "starts_on", "ends_on", "account")
    list_select_related = ("user", "unit")
    list_filter = ("role", UnitFilter)
    search_fields = ("user__name", "user__username", "unit__name")
    ordering = ("unit__tree_id", "unit__lft", "pk")

    def bound(self, request: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(unit__in=units(request))

    @admin.display(description="账号")
    def account(self, membership: Any) -> str:
        return format_html(
            '<a href="{}">查看账号</a>', reverse("admin:catalog_user_change", args=[membership.user_id])
        )
