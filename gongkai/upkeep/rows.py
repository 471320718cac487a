"""The forms of the township's own rows of the catalog: what is saved here also moves the duties that hang on it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from catalog.actions import nodes as tree
from catalog.actions.refusals import ActRefused
from catalog.admin.scope import RefusalsOnForm, ScopedAdmin
from catalog.admin.tree import FIXED, NodeAdmin
from catalog.forms.nodes import OWN, PRINTED, NodeForm
from catalog.law.vocabulary import NodeKind
from catalog.models import Node
from gongkai.upkeep import acts
from gongkai.upkeep.renewal import Renewal, told

admin.site.unregister(Node)


@admin.register(Node)
class RowAdmin(RefusalsOnForm, NodeAdmin):
    """The catalog's list of rows, with forms and buttons for those that are the township's own."""

    form = NodeForm
    autocomplete_fields = ("parent",)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return ScopedAdmin.has_add_permission(self, request, *args)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return ScopedAdmin.has_change_permission(self, request, obj)

    def may_change(self, request: Any, obj: Any) -> bool:
        if obj.is_locked or not super().may_change(request, obj):
            return False
        if obj.township_id is not None:
            return obj.township_id == request.township.pk
        if not hasattr(request, "keeps_county"):  # the same for every county row: asked once per page
            request.keeps_county = tree.may_change(request.user, obj)
        return request.keeps_county

    def get_list_display(self, request: HttpRequest) -> Any:
        query = request.GET.urlencode()

        @admin.display(description="调整次序")
        def moves(node: Any) -> str:
            if not self.has_change_permission(request, node):
                return ""
            address = reverse("admin:catalog_node_move", args=[node.pk])
            return format_html(
                '<button type="submit" class="move" formaction="{0}?{1}" name="to" value="up" '
                'aria-label="上移：{2}">↑</button>'
                '<button type="submit" class="move" formaction="{0}?{1}" name="to" value="down" '
                'aria-label="下移：{2}">↓</button>',
                address,
                query,
                node.name,
            )

        return (*self.list_display, moves)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        head = [name for name in OWN if name not in PRINTED]
        return [(None, {"fields": ["seen", *head]}), ("公开目录各栏", {"fields": PRINTED})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return FIXED if obj is None else super().get_readonly_fields(request, obj)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        at, parent = timezone.now(), form.cleaned_data["parent"]
        values = {name: form.cleaned_data[name] for name in OWN if name in tree.FIELDS}
        if change:
            saved, renewal = acts.change_row(
                pk=obj.pk, version=obj.version, values=values, parent_pk=parent.pk, by=request.user, at=at
            )
            self._tell(request, renewal)
        else:
            kind = NodeKind(form.cleaned_data["kind"])
            saved = tree.add(
                township=request.township,
                parent_pk=parent.pk,
                values=values,
                kind=kind,
                by=request.user,
                at=at,
            )
        obj.__dict__.update(saved.__dict__)

    def _tell(self, request: Any, renewal: dict[int, Renewal]) -> None:
        if words := told("", renewal.get(request.township.pk)):
            messages.info(request, words)

    # ---- buttons ----

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/move/", wrap(self.move_view), name="catalog_node_move"),
            path("<int:pk>/retire/", wrap(self.retire_view), name="catalog_node_retire"),
            *super().get_urls(),
        ]

    def move_view(self, request: Any, pk: int) -> HttpResponse:
        """Button in the list: one place up or down among the rows of the same parent."""
        node = self._own(request, pk)
        try:
            step = -1 if request.POST.get("to") == "up" else 1
            tree.shift(pk=node.pk, step=step, by=request.user, at=timezone.now())
        except ActRefused as refused:
            messages.error(request, str(refused))
        query = request.GET.urlencode()
        return HttpResponseRedirect(reverse("admin:catalog_node_changelist") + (f"?{query}" if query else ""))

    def retire_view(self, request: Any, pk: int) -> HttpResponse:
        """Button beside the form: the row stops, with a reason residents read; it is never deleted."""
        node = self._own(request, pk)
        at = timezone.now()
        try:
            if request.POST.get("act") == "restore":
                renewal = acts.restore_row(pk=node.pk, version=node.version, by=request.user, at=at)
                words = "恢复"
            else:
                on, reason = timezone.localdate(at), request.POST.get("reason", "")
                renewal = acts.retire_row(
                    pk=node.pk, version=node.version, on=on, reason=reason, by=request.user, at=at
                )
                words = "停止"
        except ActRefused as refused:
            messages.error(request, str(refused))
        else:
            self.log_change(request, node, words)
            messages.success(request, f"“{node.name}”已{words}。")
            self._tell(request, renewal)
        return HttpResponseRedirect(reverse("admin:catalog_node_change", args=[pk]))

    def _own(self, request: HttpRequest, pk: int) -> Node:
        if request.method != "POST":
            raise PermissionDenied("请使用页面上的按钮。")
        return self.require_object(request, str(pk))
